import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  modelOf,
  number,
  oneOf,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/**
 * By name, what does not agree between the platform and us. `live`: seen in a notice or an answer; `bill`: in a bill of that day.
 * Neither is money that moved by itself.
 */
export const differenceKinds = [
  'missingHere',
  'missingThere',
  'otherAmount',
  'otherTransaction',
  'otherMerchant',
  'otherApp',
  'otherCurrency',
  'refundMissingHere',
  'refundMissingThere',
  'otherRefundAmount',
  'refundUnanswered',
  'refundUnknown',
  'refundStuck',
  'undecided',
  'latePayment',
  'fundMissing',
  'fundOnly',
  'otherFundAmount',
  'oddLine',
  'unreadableBill',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/**
 * How it was settled: `agreed` and `booked` by themselves, the latter after a query that was checked; `givenBack`: money that came too
 * late. The others somebody decided: it stands in the order now, is another shop's, or was dealt with elsewhere.
 */
export const settlements = ['agreed', 'booked', 'givenBack', 'recorded', 'elsewhere', 'noted'] as const
export type Settlement = (typeof settlements)[number]

/** What happened to it: also `found` (again), `asked` (a query that settled nothing), `left` (for later, with a word why). */
export const differenceSteps = ['found', 'foundAgain', 'asked', 'left', ...settlements] as const

export interface DifferenceStep {
  at: Date
  what: (typeof differenceSteps)[number]
  /** Login name and name of who did it; absent = Kelu itself. */
  by?: string
  byName?: string
  /** What they wrote, or what the platform said. */
  note?: string
}

/** The line of a bill it was found in. */
export interface BillLine {
  fen: number
  at: Date
  transactionId?: string
  refundId?: string
  direction?: 'in' | 'out'
}

export interface PaymentDifference {
  /** `<day>:<kind>:<number>` */
  _id: string
  /** Local day it is about, `2026-03-02`. */
  day: string
  kind: DifferenceKind
  from: 'live' | 'bill'
  /** Number of the order, the payment or the refund it is about; of a bill, its name and the line. */
  ref: string
  /** Of our order, where there is one. */
  no?: string
  /** What each side says, where there is something to say: fen, a number or a code. */
  ours?: number | string
  theirs?: number | string
  line?: BillLine
  seenAt: Date
  settledAt?: Date
  /** Login name of who decided; absent where it settled by itself. */
  settledBy?: string
  settledAs?: Settlement
  /** The latest last. */
  steps?: DifferenceStep[]
}

const schema = collectionOf<PaymentDifference>('paymentDifferences', {
  _id: text,
  day: text,
  kind: oneOf(...differenceKinds),
  from: oneOf('live', 'bill'),
  ref: text,
  no: String,
  ours: optionalMixed,
  theirs: optionalMixed,
  line: partOf<BillLine>({
    fen: number,
    at: date,
    transactionId: String,
    refundId: String,
    direction: { type: String, enum: ['in', 'out'] },
  }),
  seenAt: date,
  settledAt: Date,
  settledBy: String,
  settledAs: { type: String, enum: settlements },
  steps: optionalListOf(
    partOf<DifferenceStep>({
      at: date,
      what: oneOf(...differenceSteps),
      by: String,
      byName: String,
      note: String,
    }),
  ),
})
schema.index({ settledAt: 1, _id: -1 })
schema.index({ day: 1, from: 1 })

export type PaymentDifferenceStore = ReturnType<typeof createPaymentDifferenceStore>

/** What is kept of the steps of one: those of a day compared again and again are no news. */
const mostSteps = 50
const isOpen = null as never
/** Open ones that are counted by day: more than that is one fault, not many. */
const mostOpen = 2_000

export function createPaymentDifferenceStore(connection: Connection) {
  const differences = modelOf(connection, schema)

  const step = (one: DifferenceStep) => ({ $push: { steps: { $each: [one], $slice: -mostSteps } } })

  /** Settles all of these; how many were open. */
  async function settleAll(filter: object, at: Date, as: Settlement): Promise<number> {
    const { matchedCount } = await differences.updateMany(
      { ...filter, settledAt: isOpen },
      { $set: { settledAt: at, settledAs: as }, ...step({ at, what: as }) },
    )
    return matchedCount
  }

  return {
    /**
     * True when it was not known. One that settled by itself and is seen again is open again; what somebody decided stands as long as
     * both sides say what they said then.
     */
    async note(difference: PaymentDifference): Promise<boolean> {
      const { _id, ours, theirs, line, seenAt, settledAs } = difference
      const what = settledAs ?? 'found'
      if (await unlessPresent(differences.insertOne({ ...difference, steps: [{ at: seenAt, what }] }))) {
        return true
      }
      if (settledAs !== undefined) return false
      const said = {
        ...(ours !== undefined && { ours }),
        ...(theirs !== undefined && { theirs }),
        ...(line !== undefined && { line }),
      }
      await differences.updateOne({ _id, settledAt: isOpen }, { $set: said })
      const isOther = [
        { settledBy: isOpen },
        ...(ours === undefined ? [] : [{ ours: { $ne: ours } }]),
        ...(theirs === undefined ? [] : [{ theirs: { $ne: theirs } }]),
      ]
      await differences.updateOne(
        { _id, settledAt: { $gt: new Date(0) }, $or: isOther },
        {
          ...(Object.keys(said).length > 0 && { $set: said }),
          $unset: { settledAt: 1, settledBy: 1, settledAs: 1 },
          ...step({ at: seenAt, what: 'foundAgain' }),
        },
      )
      return false
    },
    /** Settles what was found in the bills of that day and is not among these any more. */
    async settleOthers(day: string, kept: readonly string[], at: Date): Promise<void> {
      await settleAll({ day, from: 'bill', _id: { $nin: [...kept] } }, at, 'agreed')
    },
    /** Settles one by its id, unless it is. */
    async settle(_id: string, at: Date, as: Settlement): Promise<void> {
      await settleAll({ _id }, at, as)
    },
    /** Settles what was seen of these, on whatever day; how many there were. */
    settleOf: (kinds: readonly DifferenceKind[], ref: string, at: Date): Promise<number> =>
      settleAll({ kind: { $in: [...kinds] }, ref }, at, 'booked'),
    /** Settles one by somebody's word. False when there is none that is open. */
    async decide(
      _id: string,
      settledAs: Settlement,
      by: { by: string; byName: string; note?: string; at: Date },
    ): Promise<boolean> {
      const { matchedCount } = await differences.updateOne(
        { _id, settledAt: isOpen },
        { $set: { settledAt: by.at, settledAs, settledBy: by.by }, ...step({ ...by, what: settledAs }) },
      )
      return matchedCount === 1
    },
    /** Notes what was done about it without settling it. */
    async addStep(_id: string, one: DifferenceStep): Promise<void> {
      await differences.updateOne({ _id }, step(one))
    },
    find: (_id: string): Promise<PaymentDifference | null> =>
      differences.findOne({ _id }).lean<PaymentDifference>().exec(),
    openOf(day: string, kind: DifferenceKind): Promise<PaymentDifference[]> {
      return differences.find({ day, kind, settledAt: isOpen }).lean<PaymentDifference[]>().exec()
    },
    /** Of that day, open or not. */
    ofDay(day: string, limit: number): Promise<PaymentDifference[]> {
      return differences.find({ day }).limit(limit).lean<PaymentDifference[]>().exec()
    },
    /** The latest day first, below that one. */
    list(look: { state: 'open' | 'settled'; below?: string; limit: number }): Promise<PaymentDifference[]> {
      return differences
        .find({
          settledAt: look.state === 'open' ? isOpen : { $gt: new Date(0) },
          ...(look.below !== undefined && { _id: { $lt: look.below } }),
        })
        .sort({ _id: -1 })
        .limit(look.limit)
        .lean<PaymentDifference[]>()
        .exec()
    },
    /** How many are open on which day, the latest first; of these kinds none. */
    async openDays(besides: readonly DifferenceKind[]): Promise<{ day: string; open: number }[]> {
      const open = await differences
        .find({ settledAt: isOpen, kind: { $nin: [...besides] } }, { day: 1 })
        .sort({ _id: -1 })
        .limit(mostOpen)
        .lean<{ day: string }[]>()
        .exec()
      const counts = new Map<string, number>()
      for (const { day } of open) counts.set(day, (counts.get(day) ?? 0) + 1)
      return [...counts].map(([day, count]) => ({ day, open: count }))
    },
  }
}
