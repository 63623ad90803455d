import type { Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, optionalMixed, partOf, text } from './collection.ts'
import { localTimeOf } from './connect.ts'
import type { FigureSource } from './counted.ts'
import { hourKey, rollupHourCollection } from './hour-marks.ts'

/** How one source of figures stands for one hour; `_id` = `<hour>:<source>`. */
export interface RollupHour {
  _id: string
  hour: Date
  source: FigureSource
  /** How often it was marked: whoever counts takes the marks there were, and later ones stay. */
  marks: number
  /** There are marks nobody has taken. Absent = it stands as it was counted. */
  open?: true
  /** The marks somebody who counts has seen, and when, by the store's clock: writes they were put for are through a lag later. */
  seen?: { marks: number; at: Date }
  /** Compare-and-set guard of the count: every new one names the rev it began from. */
  rev?: number
  /** Which rows are the hour's; those of another token are leavings. */
  token?: string
  /** How many documents of rows each metric has under that token. */
  parts?: Record<string, number>
  countedAt?: Date
  tookMs?: number
}

const schema = collectionOf<RollupHour>(rollupHourCollection, {
  _id: text,
  hour: date,
  source: text,
  marks: number,
  open: Boolean,
  seen: partOf<NonNullable<RollupHour['seen']>>({ marks: number, at: date }),
  rev: Number,
  token: String,
  parts: optionalMixed,
  countedAt: Date,
  tookMs: Number,
})
schema.index({ open: 1, hour: -1 })
schema.index({ source: 1, hour: 1 })

/** What a count came to, to be put in place of the one before. */
export interface NewCount {
  token: string
  parts: Record<string, number>
  /** The marks as the hour was read before counting, and when that was. */
  seen: NonNullable<RollupHour['seen']>
  countedAt: Date
  tookMs: number
}

export type RollupHourStore = ReturnType<typeof createRollupHourStore>

/** Which hours are to be counted, and which rows each has. */
export function createRollupHourStore(connection: Connection) {
  const hours = hotPathOf(connection, schema)
  const asWhere = (rev: number | undefined) => (rev === undefined ? { $exists: false } : rev) as number

  async function change(where: Filter<RollupHour>, to: UpdateFilter<RollupHour>): Promise<boolean> {
    return (await hours.updateOne(where, to)).matchedCount === 1
  }

  return {
    /** The store's clock: all processes that count go by the same. */
    now: async (): Promise<Date> => (await localTimeOf(connection)) ?? new Date(),

    /** Hours with marks, the newest first, so that what people look at is there first. */
    open(limit: number): Promise<RollupHour[]> {
      return hours.find({ open: true }).sort({ hour: -1 }).limit(limit).toArray()
    },
    find: (hour: Date, source: FigureSource): Promise<RollupHour | null> =>
      hours.findOne({ _id: hourKey(hour, source) }),
    /** Those that were counted or are to be, of [from, to). */
    between(sources: readonly FigureSource[], from: Date, to: Date): Promise<RollupHour[]> {
      return hours.find({ source: { $in: [...sources] }, hour: { $gte: from, $lt: to } }).toArray()
    },
    /** Those of [from, to) with marks. */
    openBetween(sources: readonly FigureSource[], from: Date, to: Date): Promise<RollupHour[]> {
      return hours
        .find({ open: true, hour: { $gte: from, $lt: to }, source: { $in: [...sources] } })
        .toArray()
    },
    /** The first hour from then on that anything is known of. */
    async firstOf(source: FigureSource, from: Date): Promise<Date | null> {
      const first = await hours
        .find({ source, hour: { $gte: from } })
        .sort({ source: 1, hour: 1 })
        .limit(1)
        .next()
      return first?.hour ?? null
    },

    /** Notes that somebody has seen these marks, unless that is noted. */
    async see({ _id, marks }: RollupHour, at: Date): Promise<void> {
      await hours.updateOne({ _id, seen: { $exists: false } }, { $set: { seen: { marks, at } } })
    },
    /** Puts this count in place of the one that was there at `before`; false when somebody was faster. */
    replace({ _id, rev }: Pick<RollupHour, '_id' | 'rev'>, count: NewCount): Promise<boolean> {
      return change({ _id, rev: asWhere(rev) }, { $set: count, $inc: { rev: 1 } })
    },
    /** All marks are taken, unless there are more than these by now. */
    async close({ _id }: Pick<RollupHour, '_id'>, marks: number): Promise<void> {
      await hours.updateOne({ _id, marks }, { $unset: { open: 1, seen: 1 } })
    },
    /** Marks hours as if something in them had been written before `seenAt`; for a store from before there were marks. */
    async openAll(source: FigureSource, all: readonly Date[], seenAt: Date): Promise<void> {
      if (all.length === 0) return
      await hours.bulkWrite(
        all.map((hour) => ({
          updateOne: {
            filter: { _id: hourKey(hour, source) },
            update: {
              $inc: { marks: 1 },
              $set: { hour, source, open: true as const },
              $setOnInsert: { seen: { marks: 1, at: seenAt } },
            },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },
  }
}
