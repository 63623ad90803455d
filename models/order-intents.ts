import type { Connection } from 'mongoose'
import { collectionOf, hotPathOf, oneOf, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import type { OwnOrder } from './own-order.ts'

/** `taking` what it needs; `taken` = it will be an order; `undoing` = it will not, and what was taken goes back. */
export type IntentState = 'taking' | 'taken' | 'undoing' | 'done' | 'refused'

/** That somebody wants to place an order: what makes placing it twice, or half, impossible. */
export interface OrderIntent {
  /** `<customerId>:<clientKey>`, the id the customer had when they logged in. */
  _id: string
  /** The number of the order, given out once. */
  no: string
  /** Of what was asked for under that key. */
  hash: string
  state: IntentState
  customerId: string
  /** The order it is to become; gone once that is decided and done. */
  order?: OwnOrder
  /** Why it came to nothing. */
  refusal?: { code: string; data: Record<string, unknown> }
  /** When somebody else goes on with it; absent = nothing is left to do. */
  dueAt?: Date
  /** When nobody asks again for it any more, in real time: the store forgets it then. Absent while something is left to do. */
  purgeAt?: Date
}

/** Longer than anybody asks again for. */
const keptMs = 60 * 86_400_000

const schema = collectionOf<OrderIntent>('orderIntents', {
  _id: text,
  no: text,
  hash: text,
  state: oneOf('taking', 'taken', 'undoing', 'done', 'refused'),
  customerId: text,
  order: optionalMixed,
  refusal: optionalMixed,
  dueAt: Date,
  purgeAt: Date,
})
schema.index({ dueAt: 1 })
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

const purgeAt = (): Date => new Date(Date.now() + keptMs)

export type OrderIntentStore = ReturnType<typeof createOrderIntentStore>

export function createOrderIntentStore(connection: Connection) {
  const intents = hotPathOf(connection, schema)

  return {
    find: (_id: string): Promise<OrderIntent | null> => intents.findOne({ _id }),
    /** Unless that key has one. */
    async begin(intent: OrderIntent): Promise<void> {
      await unlessPresent(intents.insertOne(intent))
    },
    /** Decides what becomes of it; whoever comes second changes nothing. */
    async decide(_id: string, state: 'taken' | 'undoing', refusal?: OrderIntent['refusal']): Promise<void> {
      await intents.updateOne({ _id, state: 'taking' }, { $set: { state, ...(refusal && { refusal }) } })
    },
    /** Nothing of it is left to do. */
    async finish(_id: string): Promise<void> {
      await intents.updateOne(
        { _id, state: 'taken' },
        { $set: { state: 'done', purgeAt: purgeAt() }, $unset: { order: 1, dueAt: 1 } },
      )
    },
    /** All went back; somebody looks once more, at `dueAt`, in case one who was late took something since. */
    async refuse(_id: string, dueAt: Date): Promise<void> {
      await intents.updateOne({ _id, state: 'undoing' }, { $set: { state: 'refused', dueAt } })
    },
    async close(_id: string): Promise<void> {
      await intents.updateOne(
        { _id, state: 'refused' },
        { $set: { purgeAt: purgeAt() }, $unset: { order: 1, dueAt: 1 } },
      )
    },
    async postpone(_id: string, dueAt: Date): Promise<void> {
      await intents.updateOne({ _id, dueAt: { $exists: true } }, { $set: { dueAt } })
    },
    due(until: Date, limit: number): Promise<OrderIntent[]> {
      return intents
        .find({ dueAt: { $lte: until } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },
  }
}
