import type { Order } from '../../models/orders.ts'
import type { OwnOrder } from '../../models/own-order.ts'

/** An order as Kelu keeps it itself. */
export type OwnOrderDocument = Order & { own: OwnOrder }

export const isOwn = (order: Order | null): order is OwnOrderDocument => order?.own !== undefined

/** What its buyer and the platform call it: `kelu:<no>` without the system. */
export const numberOf = ({ _id }: Pick<Order, '_id'>): string => _id.slice(_id.indexOf(':') + 1)

/** All that goes back or may: what was refused or failed does not. Never more than was paid. */
export function claimedFen({ refunds = [] }: OwnOrder): number {
  return refunds.reduce(
    (sum, { state, fen }) => sum + (state === 'refused' || state === 'failed' ? 0 : fen),
    0,
  )
}

/** The next number, which no refund of the order ever had. */
export function nextRefundNo(no: string, { refunds = [] }: OwnOrder): string {
  const used = refunds.map(({ refundNo }) => Number(refundNo.slice(no.length + 1)))
  return `${no}-${Math.max(0, ...used) + 1}`
}
