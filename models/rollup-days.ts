import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, mixed, number, text } from './collection.ts'
import type { FigureSource } from './counted.ts'
import { unlessPresent } from './duplicates.ts'
import type { RollupRow } from './rollups.ts'

/** How the sums of one source of figures stand for one day; `_id` = `<start of the day>:<source>`. */
export interface RollupDay {
  _id: string
  /** Its beginning in Shanghai. */
  day: Date
  source: FigureSource
  /** How often an hour of it was replaced. */
  changes: number
  /** An hour was replaced since it was summed, or it never was. */
  open?: true
  /** Compare-and-set guard of the sum. */
  rev?: number
  /** Which rows are the day's, while nothing is open. */
  token?: string
}

/** The figures of one day, source and place by fewer dimensions than its hours have; `_id` = `<day>:<source>:<token>:<view>:<place>`. */
interface RollupDayPart {
  _id: string
  day: Date
  source: FigureSource
  token: string
  rev: number
  view: string
  /** What it is of where the view is by places; empty = what has none. */
  place: string
  /** By metric. */
  rows: Record<string, RollupRow[]>
}

const days = collectionOf<RollupDay>('rollupDays', {
  ...{ _id: text, day: date, source: text, changes: number },
  ...{ open: Boolean, rev: Number, token: String },
})
days.index({ open: 1, day: -1 })
days.index({ source: 1, day: 1 })

const parts = collectionOf<RollupDayPart>('rollupDayParts', {
  ...{ _id: text, day: date, source: text, token: text, rev: number, view: text, place: text },
  rows: mixed,
})
parts.index({ view: 1, place: 1, day: 1 })

/** One sum of one day. */
type SumOfDay = Pick<RollupDayPart, 'day' | 'source' | 'token' | 'rev'>
export type SummedPart = Pick<RollupDayPart, 'view' | 'place' | 'rows'>

/** Days as they are read: those of these sources, in [from, to). */
interface Asked {
  sources: readonly FigureSource[]
  from: Date
  to: Date
}

const keyOf = (day: Date, source: FigureSource): string => `${day.toISOString().slice(0, 13)}:${source}`

export type RollupDayStore = ReturnType<typeof createRollupDayStore>

/** Sums of whole days, beside the hours they are made of and never instead of them. */
export function createRollupDayStore(connection: Connection) {
  const heads = hotPathOf<RollupDay>(connection, days)
  const rows = hotPathOf<RollupDayPart>(connection, parts)
  const ofDay = ({ day, source }: Pick<SumOfDay, 'day' | 'source'>) => {
    const key = keyOf(day, source)
    return { $gt: `${key}:`, $lt: `${key};` }
  }

  return {
    /** An hour of this day has been replaced: its sum stands no more. */
    async outdate(day: Date, source: FigureSource): Promise<void> {
      const update = { $inc: { changes: 1 }, $set: { day, source, open: true as const } }
      while (!(await unlessPresent(heads.updateOne({ _id: keyOf(day, source) }, update, { upsert: true }))));
    },
    /** All that were summed from that day on are summed anew. */
    async outdateSince(day: Date): Promise<void> {
      await heads.updateMany({ day: { $gte: day } }, { $inc: { changes: 1 }, $set: { open: true } })
    },
    /** Days to be summed, the newest first. */
    open: (limit: number): Promise<RollupDay[]> =>
      heads.find({ open: true }).sort({ day: -1 }).limit(limit).toArray(),
    /** Those that stand as they were summed. */
    async summed({ sources, from, to }: Asked): Promise<RollupDay[]> {
      const known = await heads
        .find({ source: { $in: [...sources] }, day: { $gte: from, $lt: to } })
        .toArray()
      return known.filter(({ open, token }) => open === undefined && token !== undefined)
    },

    /** Writes the rows of a sum, which count nowhere yet. */
    async write(sum: SumOfDay, summed: readonly SummedPart[]): Promise<void> {
      const documents = summed.map((part) => ({
        _id: `${keyOf(sum.day, sum.source)}:${sum.token}:${part.view}:${part.place}`,
        ...sum,
        ...part,
      }))
      if (documents.length > 0) await rows.insertMany(documents, { ordered: false })
    },
    /** Puts a sum in place, unless an hour was replaced since the day was read, or somebody else has summed it. */
    async name({ _id, changes, rev }: RollupDay, token: string): Promise<boolean> {
      const where = { _id, changes, rev: (rev === undefined ? { $exists: false } : rev) as number }
      const update = { $set: { token }, $inc: { rev: 1 }, $unset: { open: 1 as const } }
      return (await heads.updateOne(where, update)).matchedCount === 1
    },
    /** Takes away what earlier sums of this day have left, and those that lost against it. */
    async clear(sum: SumOfDay): Promise<void> {
      await rows.deleteMany({ _id: ofDay(sum), rev: { $lte: sum.rev }, token: { $ne: sum.token } })
    },
    /** Takes away the rows of a sum that came too late. */
    async drop(sum: SumOfDay): Promise<void> {
      await rows.deleteMany({ _id: ofDay(sum), token: sum.token })
    },
    /** All there is of a view in those days, leavings included; of one place where it is named. */
    parts({
      sources,
      from,
      to,
      view,
      place,
    }: Asked & { view: string; place?: string }): Promise<RollupDayPart[]> {
      return rows
        .find({
          view,
          ...(place !== undefined && { place }),
          day: { $gte: from, $lt: to },
          source: { $in: [...sources] },
        })
        .toArray()
    },
  }
}
