import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, oneOf, optionalMixed, text } from './collection.ts'
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
  'refundUnknown',
  'refundStuck',
  'undecided',
  'fundMissing',
  'fundOnly',
  'otherFundAmount',
  'oddLine',
  'unreadableBill',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

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
  seenAt: Date
  /** When it agreed again, or somebody saw to it. */
  settledAt?: Date
  settledBy?: string
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
  seenAt: date,
  settledAt: Date,
  settledBy: String,
})
schema.index({ settledAt: 1, _id: -1 })
schema.index({ day: 1, from: 1 })

export type PaymentDifferenceStore = ReturnType<typeof createPaymentDifferenceStore>

export function createPaymentDifferenceStore(connection: Connection) {
  const differences = modelOf(connection, schema)

  return {
    /** True when it was not known. One that was settled and is seen again is open again. */
    async note(difference: PaymentDifference): Promise<boolean> {
      if (await unlessPresent(differences.insertOne(difference))) return true
      const { _id, ours, theirs } = difference
      await differences.updateOne(
        { _id },
        {
          $set: { ...(ours !== undefined && { ours }), ...(theirs !== undefined && { theirs }) },
          $unset: { settledAt: 1, settledBy: 1 },
        },
      )
      return false
    },
    /** Settles what was found in the bills of that day and is not among these any more. */
    async settleOthers(day: string, kept: readonly string[], at: Date): Promise<void> {
      await differences.updateMany(
        { day, from: 'bill', settledAt: null as never, _id: { $nin: [...kept] } },
        { $set: { settledAt: at } },
      )
    },
    /** False when there is none that is open. */
    async settle(_id: string, at: Date, by?: string): Promise<boolean> {
      const { matchedCount } = await differences.updateOne(
        { _id, settledAt: null as never },
        { $set: { settledAt: at, ...(by !== undefined && { settledBy: by }) } },
      )
      return matchedCount === 1
    },
    openOf(day: string, kind: DifferenceKind): Promise<PaymentDifference[]> {
      return differences
        .find({ day, kind, settledAt: null as never })
        .lean<PaymentDifference[]>()
        .exec()
    },
    /** The latest day first, below that one. */
    list(look: { state: 'open' | 'settled'; below?: string; limit: number }): Promise<PaymentDifference[]> {
      return differences
        .find({
          settledAt: look.state === 'open' ? (null as never) : { $gt: new Date(0) },
          ...(look.below !== undefined && { _id: { $lt: look.below } }),
        })
        .sort({ _id: -1 })
        .limit(look.limit)
        .lean<PaymentDifference[]>()
        .exec()
    },
    countOpen: (): Promise<number> => differences.countDocuments({ settledAt: null as never }),
  }
}
