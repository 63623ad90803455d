import {
  firstHeard,
  type OrderEntry,
  type OrderPayment,
  orderKey,
  uniteRefunds,
} from '../../../models/order-entry.ts'

/** More orders than these are beyond a person; the oldest then leave all sums. */
const ordersKept = 1_000

/** An order that counts: paid, and not all of it given back. */
export type CountedOrder = OrderEntry & { payment: OrderPayment }

/** What revenue is worked out of. */
export interface PaidAndRefunded {
  payment?: Pick<OrderPayment, 'paidFen'>
  refunds?: OrderEntry['refunds']
}

/** The ledger with what one more report says of an order. */
export function withOrder(ledger: readonly OrderEntry[], told: OrderEntry): OrderEntry[] {
  return uniteLedgers(ledger, [told])
}

/**
 * What two ledgers say together, newest first. Of one order that both know the payment that was heard of first stands, and each
 * refund counts once. Whatever order reports come in, and however often, the ledger is the same.
 */
export function uniteLedgers(ours: readonly OrderEntry[], theirs: readonly OrderEntry[]): OrderEntry[] {
  const all = new Map(ours.map((order) => [keyOf(order), order]))
  for (const order of theirs) {
    const known = all.get(keyOf(order))
    all.set(keyOf(order), known === undefined ? order : united(known, order))
  }
  return [...all.values()].sort(newestFirst).slice(0, ordersKept)
}

const keyOf = ({ id, system }: OrderEntry) => orderKey(id, system)

function united(one: OrderEntry, other: OrderEntry): OrderEntry {
  const payment = firstHeard(one.payment, other.payment)
  const refunds = uniteRefunds(one.refunds, other.refunds)
  return { ...named(one), ...(payment && { payment }), ...(refunds && { refunds }) }
}

const named = ({ id, system }: OrderEntry) => ({ id, ...(system && { system }) })

/** Nobody ordered before their ledger began: one of which only a refund is known stands where that was heard. */
const timeOf = ({ payment, refunds = [] }: OrderEntry): number =>
  payment?.at.getTime() ?? Math.min(...refunds.map(({ heardAt }) => heardAt.getTime()))

const newestFirst = (a: OrderEntry, b: OrderEntry): number =>
  timeOf(b) - timeOf(a) || byCodePoint(keyOf(a), keyOf(b))

const byCodePoint = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** All that was given back; more than was paid is a fault of the shop's data, and told (`overRefundedOrders`). */
export function refundedFen({ refunds = [] }: PaidAndRefunded): number {
  return refunds.reduce((sum, { fen }) => sum + fen, 0)
}

/** What the shop keeps of an order: the one answer for traits, figures and whoever else asks for revenue. */
export function netFen(order: PaidAndRefunded): number {
  return Math.max(0, (order.payment?.paidFen ?? 0) - refundedFen(order))
}

/** Those that count, newest first. Orders without a price and refunded ones are kept, but were never a purchase. */
export function countedOrders(ledger: readonly OrderEntry[]): CountedOrder[] {
  return ledger.filter((order): order is CountedOrder => order.payment !== undefined && netFen(order) > 0)
}

/** The ledger as far as it had been heard of by then. */
export function ledgerBefore(ledger: readonly OrderEntry[], wasHeard: (at: Date) => boolean): OrderEntry[] {
  return ledger.flatMap((order) => {
    const { payment, refunds = [] } = order
    const isPaid = payment !== undefined && wasHeard(payment.heardAt)
    const back = refunds.filter(({ heardAt }) => wasHeard(heardAt))
    if (!isPaid && back.length === 0) return []
    return [{ ...named(order), ...(isPaid && { payment }), ...(back.length > 0 && { refunds: back }) }]
  })
}
