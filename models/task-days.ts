import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

interface Place {
  task: string
  at: Date
}

/** The follow-ups that came to a salesperson on a local day of theirs; `_id` = `<userid>:<day>`. */
interface TaskDay {
  _id: string
  staff: string
  places: Place[]
  /** Machine time, read by the store's TTL monitor. */
  purgeAt: Date
}

const schema = collectionOf<TaskDay>('taskDays', {
  _id: text,
  staff: text,
  places: listOf(partOf<Place>({ task: text, at: date })),
  purgeAt: date,
})
const keptMs = 62 * 86_400_000
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })
schema.index({ 'places.task': 1 })

/** A salesperson, and a local day of theirs, `2026-12-01`. */
export interface StaffDay {
  staff: string
  day: string
}

export type TaskDays = ReturnType<typeof createTaskDayStore>

/**
 * How many follow-ups came to whom on which day. Taking a place is one conditional update, so any number of processes can
 * race for the last one.
 */
export function createTaskDayStore(connection: Connection) {
  const days = hotPathOf(connection, schema)

  async function put(where: StaffDay, place: Place, room: object): Promise<boolean> {
    const _id = staffDayKey(where)
    // Where the day is full, or has the task already, the upsert meets the document that is there.
    const taken = await unlessPresent(
      days.updateOne(
        { _id, 'places.task': { $ne: place.task }, ...room },
        {
          $set: { staff: where.staff.toLowerCase(), purgeAt: new Date(Date.now() + keptMs) },
          $push: { places: place },
        },
        { upsert: true },
      ),
    )
    return taken || (await days.findOne({ _id, 'places.task': place.task })) !== null
  }

  return {
    /** A place among `most`, or the one the task has already; false when there is none left. */
    take: (where: StaffDay, place: Place, most: number): Promise<boolean> =>
      most < 1 ? Promise.resolve(false) : put(where, place, { [`places.${most - 1}`]: { $exists: false } }),

    /** A place however many there are: a person decided so. */
    async takeAnyway(where: StaffDay, place: Place): Promise<void> {
      await put(where, place, {})
    },

    /** How many came, by `<userid>:<day>`; absent = none. */
    async counts(of: readonly StaffDay[]): Promise<Map<string, number>> {
      const found = await days.find({ _id: { $in: of.map(staffDayKey) } }).toArray()
      return new Map(found.map(({ _id, places }) => [_id, places.length]))
    },
    /** The places of a day. */
    async placesOf(where: StaffDay): Promise<Place[]> {
      return (await days.findOne({ _id: staffDayKey(where) }))?.places ?? []
    },
    /** Gives these places of a day back. */
    async giveBack(where: StaffDay, tasks: readonly string[]): Promise<void> {
      await days.updateOne({ _id: staffDayKey(where) }, { $pull: { places: { task: { $in: [...tasks] } } } })
    },
    /** Gives back whatever place a task has with somebody. */
    async leave(task: string, staff: string): Promise<void> {
      await days.updateMany(
        { 'places.task': task, staff: staff.toLowerCase() },
        { $pull: { places: { task } } },
      )
    },
  }
}

/** The key of a day in `counts`. */
export const staffDayKey = ({ staff, day }: StaffDay): string => `${staff.toLowerCase()}:${day}`
