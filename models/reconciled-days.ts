import type { Connection } from 'mongoose'
import { collectionOf, modelOf, number, partOf, text } from './collection.ts'

/** How many, and whole fen. */
export interface DaySums {
  paid: number
  paidFen: number
  refunds: number
  refundedFen: number
}

/** What a day came to: as the trade bill says of our own orders. */
export interface DayTotals extends DaySums {
  /** Found the last time. */
  differences: number
  /** The same as we know it, once what the bill told was booked. */
  ours?: DaySums
  /** What the bill tells of orders of other shops of the same merchant number. */
  elsewhere?: DaySums
  /** What came into the account by payments and refunds: by the trade bill, and by the bill of the account. */
  account?: { tradeFen: number; fundFen: number }
}

/** A day whose bills were compared or are to be. */
export interface ReconciledDay {
  /** `2026-03-02` */
  _id: string
  /** Compared last; absent while it never was. */
  at?: Date
  totals?: DayTotals
  /** Somebody wants it compared again. */
  wanted?: true
  /** Why the last try came to nothing. */
  failed?: string
}

const sums = { paid: number, paidFen: number, refunds: number, refundedFen: number }

const schema = collectionOf<ReconciledDay>('reconciledDays', {
  _id: text,
  at: Date,
  totals: partOf<DayTotals>({
    ...sums,
    differences: number,
    ours: partOf<DaySums>(sums),
    elsewhere: partOf<DaySums>(sums),
    account: partOf<NonNullable<DayTotals['account']>>({ tradeFen: number, fundFen: number }),
  }),
  wanted: Boolean,
  failed: String,
})

schema.index({ wanted: 1 })

export type ReconciledDayStore = ReturnType<typeof createReconciledDayStore>

export function createReconciledDayStore(connection: Connection) {
  const days = modelOf(connection, schema)
  return {
    async done(_id: string, at: Date, totals: DayTotals): Promise<void> {
      await days.updateOne(
        { _id },
        { $set: { at, totals }, $unset: { wanted: 1, failed: 1 } },
        { upsert: true },
      )
    },
    /** Who wanted it is told so, and asks again. */
    async failed(_id: string, failed: string): Promise<void> {
      await days.updateOne({ _id }, { $set: { failed }, $unset: { wanted: 1 } }, { upsert: true })
    },
    async want(_id: string): Promise<void> {
      await days.updateOne({ _id }, { $set: { wanted: true } }, { upsert: true })
    },
    /** Those somebody wants, up to that day. */
    wanted: (last: string): Promise<ReconciledDay[]> =>
      days
        .find({ wanted: true, _id: { $lte: last } })
        .lean<ReconciledDay[]>()
        .exec(),
    find: (_id: string): Promise<ReconciledDay | null> => days.findOne({ _id }).lean<ReconciledDay>().exec(),
    /** The last one that was compared. */
    lastDone: (): Promise<ReconciledDay | null> =>
      days
        .findOne({ at: { $gt: new Date(0) } })
        .sort({ _id: -1 })
        .lean<ReconciledDay>()
        .exec(),
    /** Of these days, both included. */
    between: (first: string, last: string): Promise<ReconciledDay[]> =>
      days
        .find({ _id: { $gte: first, $lte: last } })
        .lean<ReconciledDay[]>()
        .exec(),
    /** The latest first, below that day. */
    latest: (limit: number, below?: string): Promise<ReconciledDay[]> =>
      days
        .find(below === undefined ? {} : { _id: { $lt: below } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<ReconciledDay[]>()
        .exec(),
  }
}
