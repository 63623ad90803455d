import type { Connection } from 'mongoose'
import { collectionOf, date, mixed, modelOf, number, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Documents to be taken out of one collection, by their ids. */
export interface Removal {
  collection: string
  ids: string[]
}

/** What became of one day: records past their time were taken out. */
export interface RetentionDay {
  /** The company's day. */
  _id: string
  /** When it began, by the business clock. */
  at: Date
  /** How many documents went, by collection. */
  removed: Record<string, number>
  /** Written down before they go, so that they are counted once, whoever finishes it. */
  doing?: Removal[]
  /** Names the batch under way; another one each time. */
  batch?: string
  /** How many batches are through. */
  rev: number
  endedAt?: Date
}

const schema = collectionOf<RetentionDay>('retentionDays', {
  _id: text,
  at: date,
  removed: mixed,
  doing: optionalMixed,
  batch: String,
  rev: number,
  endedAt: Date,
})

export type RetentionDayStore = ReturnType<typeof createRetentionDayStore>

/** What went by its age, day by day; kept for ever, and numbers alone. */
export function createRetentionDayStore(connection: Connection) {
  const days = modelOf(connection, schema)

  return {
    /** The last one that was begun; null before the first. */
    latest: (): Promise<RetentionDay | null> => days.findOne().sort({ _id: -1 }).lean<RetentionDay>().exec(),
    /** Begins that day unless it was. */
    begin: (day: RetentionDay): Promise<boolean> => unlessPresent(days.insertOne(day)),
    /** Writes down what goes next; false when another batch is, or went through since the day was read. */
    async intend({ _id, rev }: RetentionDay, batch: string, doing: Removal[]): Promise<boolean> {
      const free = { _id, rev, batch: null }
      return (await days.updateOne(free, { $set: { batch, doing } })).modifiedCount === 1
    },
    /** Counts a batch that is gone, once. */
    async settle(id: string, batch: string, doing: readonly Removal[]): Promise<void> {
      const counts = doing.map(({ collection, ids }) => [`removed.${collection}`, ids.length] as const)
      await days.updateOne(
        { _id: id, batch },
        { $inc: { ...Object.fromEntries(counts), rev: 1 }, $unset: { batch: 1, doing: 1 } },
      )
    },
    /** False while a batch is under way. */
    async end(id: string, endedAt: Date): Promise<boolean> {
      return (await days.updateOne({ _id: id, batch: null }, { $set: { endedAt } })).matchedCount === 1
    },
    /** The latest first. */
    list: (limit: number, skip = 0): Promise<RetentionDay[]> =>
      days.find().sort({ _id: -1 }).skip(skip).limit(limit).lean<RetentionDay[]>().exec(),
  }
}
