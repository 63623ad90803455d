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
  /** The shop's order id. */
  id: string
  /** Absent while only refunds have been heard of. */
  payment?: OrderPayment
  /** Each once, by id. */
  refunds?: OrderRefund[]
}

export const orderEntry = partOf<OrderEntry>({
  id: text,
  payment: partOf<OrderPayment>({
    event: text,
    heardAt: date,
    at: date,
    paidFen: number,
    discountFen: Number,
    product: String,
  }),
  refunds: optionalListOf(partOf<OrderRefund>({ id: text, fen: number, heardAt: date })),
})
