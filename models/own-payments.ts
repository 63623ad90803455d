import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { OrderKey } from './order-entry.ts'
import { type Order, orderSchema } from './orders.ts'
import type { OwnRefundState } from './own-order.ts'

export type OwnPaymentReader = ReturnType<typeof createOwnPaymentReader>

/** Own orders by what is to be done or was done about their money. */
export function createOwnPaymentReader(connection: Connection) {
  const orders = hotPathOf(connection, orderSchema)
  const within = (from: Date, to: Date) => ({ $gte: from, $lt: to })

  return {
    /** Those to be looked at by then, the longest due first. */
    due(until: Date, limit: number): Promise<Order[]> {
      return orders
        .find({ 'own.lookAt': { $lte: until } })
        .sort({ 'own.lookAt': 1 })
        .limit(limit)
        .toArray()
    },
    async nextLookAt(): Promise<Date | null> {
      const [first] = await orders
        .find({ 'own.lookAt': { $gt: new Date(0) } })
        .sort({ 'own.lookAt': 1 })
        .limit(1)
        .toArray()
      return first?.own?.lookAt ?? null
    },
    /** Paid in that time. */
    paidWithin(from: Date, to: Date): Promise<Order[]> {
      return orders.find({ 'own.paidAt': within(from, to) }).toArray()
    },
    async firstPaidAt(): Promise<Date | null> {
      const [first] = await orders
        .find({ 'own.paidAt': { $gt: new Date(0) } })
        .sort({ 'own.paidAt': 1 })
        .limit(1)
        .toArray()
      return first?.own?.paidAt ?? null
    },
    /** With a refund the platform took in that time. */
    refundedWithin(from: Date, to: Date): Promise<Order[]> {
      return orders
        .find({ 'own.refunds': { $elemMatch: { acceptedAt: within(from, to) } } } as object)
        .toArray()
    },
    /** With a refund that was asked for since then, and of which nobody knows whether the platform took it. */
    unansweredSince(from: Date): Promise<Order[]> {
      return orders
        .find({
          'own.refunds.state': 'pending',
          'own.refunds': { $elemMatch: { state: 'pending', sentAt: { $gte: from }, refundId: null } },
        } as object)
        .toArray()
    },
    /** With a refund at one of these states, the newest order first, below that one. */
    withRefunds(
      states: readonly OwnRefundState[],
      below: OrderKey | undefined,
      limit: number,
    ): Promise<Order[]> {
      return orders
        .find({
          'own.refunds.state': { $in: [...states] },
          ...(below !== undefined && { _id: { $lt: below } }),
        } as object)
        .sort({ _id: -1 })
        .limit(limit)
        .toArray()
    },
  }
}
