import type { Connection } from 'mongoose'
import type { After } from './by-moment.ts'
import { collectionOf, date, hotPathOf, number, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Somebody whose orders, those paid since then, are to be attributed anew. */
export interface AttributionWork {
  /** Id of the customer, as whoever asked for it knew them. */
  _id: string
  since: Date
  /** Counts who asked: work that was asked for again meanwhile stays. */
  rev: number
  dueAt: Date
}

const workSchema = collectionOf<AttributionWork>('attributionWork', {
  _id: text,
  since: date,
  rev: number,
  dueAt: date,
})
workSchema.index({ dueAt: 1 })

/** Who works at present, and up to where what was heard of contacts has been looked at. One document. */
interface Keeper {
  _id: 'keeper'
  leasedUntil: Date
  at: Date
  id: string
}

const keeperSchema = collectionOf<Keeper>('attributionKeeper', {
  _id: text,
  leasedUntil: date,
  at: date,
  id: text,
})

export type AttributionWorkStore = ReturnType<typeof createAttributionWorkStore>

/** Whose orders wait to be attributed anew. */
export function createAttributionWorkStore(connection: Connection) {
  const work = hotPathOf(connection, workSchema)
  const keeper = hotPathOf(connection, keeperSchema)

  return {
    /** Asks for these people, each since then; what was asked for before keeps the earlier moment. */
    async ask(people: ReadonlyMap<string, Date>, now: Date): Promise<void> {
      if (people.size === 0) return
      const asked = [...people].map(([_id, since]) => ({
        updateOne: {
          filter: { _id },
          update: { $min: { since }, $inc: { rev: 1 }, $setOnInsert: { dueAt: now } },
          upsert: true,
        },
      }))
      // Who asks for the same one at the same moment is refused, and finds it there the second time. Counting twice harms nobody.
      if (!(await unlessPresent(work.bulkWrite(asked, { ordered: false }))))
        await work.bulkWrite(asked, { ordered: false })
    },
    due(now: Date, limit: number): Promise<AttributionWork[]> {
      return work
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },
    /** They are done, but for whom somebody has asked again meanwhile. */
    async settle(done: readonly AttributionWork[]): Promise<void> {
      if (done.length === 0) return
      await work.bulkWrite(done.map(({ _id, rev }) => ({ deleteOne: { filter: { _id, rev } } })))
    },
    async postpone(ids: readonly string[], dueAt: Date): Promise<void> {
      await work.updateMany({ _id: { $in: [...ids] } }, { $set: { dueAt } })
    },
    count: (): Promise<number> => work.countDocuments({}),

    /** Takes the work for one process until then, and says up to where it has heard; null while another has it. */
    async take(now: Date, until: Date): Promise<After | null> {
      const fresh: Keeper = { _id: 'keeper', leasedUntil: until, at: now, id: '' }
      if (await unlessPresent(keeper.insertOne(fresh))) return { at: now, id: '' }
      const taken = await keeper.findOneAndUpdate(
        { _id: 'keeper', leasedUntil: { $lte: now } },
        { $set: { leasedUntil: until } },
      )
      return taken === null ? null : { at: taken.at, id: taken.id }
    },
    /** Keeps it for longer; false when another has it by now. */
    async keep(until: Date, next: Date): Promise<boolean> {
      const kept = await keeper.updateOne(
        { _id: 'keeper', leasedUntil: until },
        { $set: { leasedUntil: next } },
      )
      return kept.matchedCount === 1
    },
    async heard({ at, id }: After): Promise<void> {
      await keeper.updateOne({ _id: 'keeper' }, { $set: { at, id } })
    },
    async letGo(until: Date): Promise<void> {
      await keeper.updateOne({ _id: 'keeper', leasedUntil: until }, { $set: { leasedUntil: new Date(0) } })
    },
  }
}
