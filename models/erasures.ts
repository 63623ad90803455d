import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, mixed, modelOf, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { type Sealed, sealed } from './sealed.ts'

/**
 * erasing   what there is of them goes   settling  looked through once more for what was being written meanwhile
 * done      nothing of theirs is left, nor is this document's `traces`
 */
export const erasureStates = ['erasing', 'settling', 'done'] as const

/** Somebody who is no longer to be known, and how far that has come. */
export interface Erasure {
  /** Their customer id, which says nothing by itself. */
  _id: string
  /** All ids that were ever theirs. */
  customers: string[]
  state: (typeof erasureStates)[number]
  /** What they are found by, as JSON; gone when it is done. */
  traces?: Sealed
  /** Member id, name and reason. */
  by: string
  byName?: string
  reason: string
  /** Real times. */
  at: Date
  dueAt?: Date
  endedAt?: Date
  /** How many documents went, or lost what named them, by collection. */
  removed: Record<string, number>
}

const schema = collectionOf<Erasure>('erasures', {
  _id: text,
  customers: listOf(String),
  state: oneOf(...erasureStates),
  traces: sealed,
  by: text,
  byName: String,
  reason: text,
  at: date,
  dueAt: Date,
  endedAt: Date,
  removed: mixed,
})
schema.index({ dueAt: 1 })
schema.index({ customers: 1 })
schema.index({ at: -1, _id: 1 })

export type ErasureStore = ReturnType<typeof createErasureStore>

export function createErasureStore(connection: Connection) {
  const erasures = modelOf(connection, schema)

  return {
    /** Writes it down unless it is; false when it was. */
    begin: (erasure: Erasure): Promise<boolean> => unlessPresent(erasures.insertOne(erasure)),
    async hasCustomer(customerId: string): Promise<boolean> {
      return (await erasures.exists({ customers: customerId })) !== null
    },
    find: (id: string): Promise<Erasure | null> => erasures.findOne({ _id: id }).lean<Erasure>().exec(),
    /** Those that are due, each for one caller: nobody else gets it before the lease is over. */
    async take(now: Date, leaseMs: number, limit: number): Promise<Erasure[]> {
      const due = await erasures
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<Erasure[]>()
      const until = new Date(now.getTime() + leaseMs)
      const mine: Erasure[] = []
      for (const erasure of due) {
        const { _id, dueAt } = erasure
        const taken = await erasures.updateOne({ _id, dueAt: dueAt as Date }, { $set: { dueAt: until } })
        if (taken.modifiedCount === 1) mine.push(erasure)
      }
      return mine
    },
    /** Goes on; `removed` are the sums so far. */
    async move(id: string, to: Pick<Erasure, 'state' | 'removed'> & { dueAt: Date }): Promise<void> {
      await erasures.updateOne({ _id: id }, { $set: to })
    },
    async finish(id: string, to: Pick<Erasure, 'removed'> & { endedAt: Date }): Promise<void> {
      await erasures.updateOne(
        { _id: id },
        { $set: { ...to, state: 'done' }, $unset: { traces: 1, dueAt: 1 } },
      )
    },
    /** All of them, page by page by their number. */
    page: (after: string, limit: number): Promise<Erasure[]> =>
      erasures
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Erasure[]>()
        .exec(),
    /** Goes through it once more, by what they are found by now. */
    async reopen(id: string, traces: Sealed, dueAt: Date): Promise<void> {
      await erasures.updateOne(
        { _id: id },
        { $set: { state: 'erasing', traces, dueAt }, $unset: { endedAt: 1 } },
      )
    },
    /** The latest first. */
    list: (limit: number, skip = 0): Promise<Erasure[]> =>
      erasures.find().sort({ at: -1, _id: 1 }).skip(skip).limit(limit).lean<Erasure[]>().exec(),
  }
}
