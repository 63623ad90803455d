import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** An order that was heard of: who placed it, and since when it waits for its payment. */
export interface UnpaidOrder {
  /** The shop's order id, of an own order its key. */
  _id: string
  customerId: string
  /** Absent once it was paid or told of. */
  waitingSince?: Date
  /** What it says of itself, for the event. */
  props?: Record<string, unknown>
  heardAt: Date
}

/** Longer than any report of an order takes, so that one told of again is known. */
const keptSeconds = 60 * 86_400

const schema = collectionOf<UnpaidOrder>('unpaidOrders', {
  _id: text,
  customerId: text,
  waitingSince: Date,
  props: optionalMixed,
  heardAt: date,
})
schema.index({ waitingSince: 1 })
schema.index({ heardAt: 1 }, { expireAfterSeconds: keptSeconds })

export type UnpaidOrderStore = ReturnType<typeof createUnpaidOrderStore>

export function createUnpaidOrderStore(connection: Connection) {
  const orders = hotPathOf(connection, schema)

  return {
    /** Waits for its payment from now on, unless it was heard of before. */
    async begin(order: UnpaidOrder): Promise<void> {
      await unlessPresent(orders.insertOne(order))
    },
    /** Waits no longer, also when it is only heard of later that it ever did. */
    async settle(_id: string, customerId: string, heardAt: Date): Promise<void> {
      const settled = () => orders.updateOne({ _id }, { $unset: { waitingSince: 1, props: 1 } })
      const { matchedCount } = await settled()
      if (matchedCount === 1 || (await unlessPresent(orders.insertOne({ _id, customerId, heardAt })))) return
      await settled()
    },
    /** Those that have waited since then or longer, longest first. */
    async waitingSince(until: Date, limit: number): Promise<UnpaidOrder[]> {
      return orders
        .find({ waitingSince: { $lte: until } })
        .sort({ waitingSince: 1 })
        .limit(limit)
        .toArray()
    },
    async longestWaiting(): Promise<Date | null> {
      const [first] = await orders
        .find({ waitingSince: { $gt: new Date(0) } })
        .sort({ waitingSince: 1 })
        .limit(1)
        .toArray()
      return first?.waitingSince ?? null
    },
  }
}
