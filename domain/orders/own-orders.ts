import { ulid } from 'ulid'
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

/** A number no order ever had, which tells when it was made. */
export const newOrderNumber = (now: Date): string => ulid(now.getTime())

/** Whether Kelu may have made it: 26 digits and capitals without I, L, O and U. The numbers of other shops look different. */
export const hasOwnForm = (no: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(no)

/** Whether this refund of the order was numbered by us: what somebody gives back by hand elsewhere is not. */
export const isOwnRefundNo = (no: string, refundNo: string): boolean =>
  refundNo.startsWith(`${no}-`) && /^\d{1,3}$/.test(refundNo.slice(no.length + 1))

/** The next number, which no refund of the order ever had. */
export function nextRefundNo(no: string, { refunds = [] }: OwnOrder): string {
  const used = refunds.flatMap(({ refundNo }) =>
    isOwnRefundNo(no, refundNo) ? [Number(refundNo.slice(no.length + 1))] : [],
  )
  return `${no}-${Math.max(0, ...used) + 1}`
}
