import { date, number, optionalListOf, partOf, text } from './collection.ts'

/** That an order was paid, as it was first heard of. */
export interface OrderPayment {
  /** Id of the event that told of it. */
  event: string
  heardAt: Date
  /** When it was paid, never later than it was heard of. */
  at: Date
  /** What the customer really paid: after discounts and coupons, with freight. */
  paidFen: number
  /** What was taken off, as far as the shop tells. */
  discountFen?: number
  /** Name of the line that came to most, the first of equals. */
  product?: string
}

/** Money that was given back. */
export interface OrderRefund {
  /** The shop's own number of the refund, whoever reports it; of a report without one that of its event. */
  id: string
  fen: number
  heardAt: Date
}

/** One order as far as it is known: what makes counting it twice impossible, whoever reports it. */
export interface OrderEntry {
  /** The order id, as the system that keeps it says it. */
  id: string
  /** Absent of an order the shop keeps. */
  system?: 'kelu'
  /** Absent while only refunds have been heard of. */
  payment?: OrderPayment
  /** Each once, by id. */
  refunds?: OrderRefund[]
}

export const orderRefund = partOf<OrderRefund>({ id: text, fen: number, heardAt: date })

export const orderEntry = partOf<OrderEntry>({
  id: text,
  system: String,
  payment: partOf<OrderPayment>({
    event: text,
    heardAt: date,
    at: date,
    paidFen: number,
    discountFen: Number,
    product: String,
  }),
  refunds: optionalListOf(orderRefund),
})

/** What tells orders apart: `<system>:<order id>`. */
export type OrderKey = `${string}:${string}`

/** The key of an order as events (`orderId` and `system`) and ledgers name it. */
export function orderKey(orderId: string, system: unknown = 'shop'): OrderKey {
  return `${system === 'kelu' ? 'kelu' : 'shop'}:${orderId}`
}

/** The key of the order an event is about; null when it names none. */
export function orderKeyIn({ orderId, system }: Record<string, unknown>): OrderKey | null {
  return typeof orderId === 'string' ? orderKey(orderId, system) : null
}

/** Of two reports of one thing that which was heard of first. */
export function firstHeard<T extends { event: string; heardAt: Date }>(one?: T, other?: T): T | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const later = one.heardAt.getTime() - other.heardAt.getTime() || (one.event > other.event ? 1 : -1)
  return later > 0 ? other : one
}

/** Each refund once, by its number, as it was heard of first; by code point of the number. */
export function uniteRefunds(ours?: OrderRefund[], theirs?: OrderRefund[]): OrderRefund[] | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs
  const all = new Map(ours.map((refund) => [refund.id, refund]))
  for (const refund of theirs) {
    const known = all.get(refund.id)
    if (known === undefined || isEarlier(refund, known)) all.set(refund.id, refund)
  }
  return [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Of two heard of at once the larger. */
const isEarlier = (one: OrderRefund, other: OrderRefund): boolean =>
  one.heardAt < other.heardAt || (one.heardAt.getTime() === other.heardAt.getTime() && one.fen > other.fen)
