import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { orderSchema } from './orders.ts'

/** How many, and whole fen. */
export interface Moved {
  count: number
  fen: number
}

export type MoneyFigures = ReturnType<typeof createMoneyFigures>

/** Sums over the money of own orders, each served by an index. */
export function createMoneyFigures(connection: Connection) {
  const orders = hotPathOf(connection, orderSchema)
  const within = (from: Date, to: Date) => ({ $gte: from, $lt: to })

  return {
    async paidWithin(from: Date, to: Date): Promise<Moved> {
      const [sum] = await orders
        .aggregate<Moved>([
          { $match: { 'own.paidAt': within(from, to) } },
          { $group: { _id: null, count: { $sum: 1 }, fen: { $sum: '$own.totalFen' } } },
        ])
        .toArray()
      return { count: sum?.count ?? 0, fen: sum?.fen ?? 0 }
    },
    /** By when the platform took them; what failed for good is none. */
    async refundedWithin(from: Date, to: Date): Promise<Moved> {
      const found = await orders
        .find({ 'own.refunds': { $elemMatch: { acceptedAt: within(from, to) } } } as object, {
          projection: { 'own.refunds': 1 },
        })
        .toArray()
      const refunds = found
        .flatMap(({ own }) => own?.refunds ?? [])
        .filter(
          ({ acceptedAt, state }) =>
            acceptedAt !== undefined && acceptedAt >= from && acceptedAt < to && state !== 'failed',
        )
      return { count: refunds.length, fen: refunds.reduce((sum, { fen }) => sum + fen, 0) }
    },
    /** Orders with a refund that waits for a decision, and with one that stands still. */
    async openRefunds(): Promise<{ waiting: number; stuck: number }> {
      const stands = { state: 'pending', trouble: { $exists: true } }
      const [waiting, stuck] = await Promise.all([
        orders.countDocuments({ 'own.refunds.state': 'requested' } as object),
        orders.countDocuments({
          'own.refunds.state': 'pending',
          'own.refunds': { $elemMatch: stands },
        } as object),
      ])
      return { waiting, stuck }
    },
  }
}
