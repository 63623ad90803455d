import type { PayParameters } from './ports.ts'

/** What selling asks of taking money. */
export interface OrderMoney {
  /**
   * A way to pay an open order; asked again it is the same, or a fresh one.
   * @throws DomainError `order.not_found`, `order.paid`, `order.closed`, `order.expired`, `platform.unavailable`
   */
  prepare(no: string): Promise<PayParameters>
  /**
   * Ends an order nobody paid, once the platform says by an answer that was checked that nobody can; one that was paid is booked.
   * @throws DomainError `order.undecided`: it stays open, and is looked at again
   */
  endUnpaid(no: string, reason: string): Promise<void>
}

/** What became of a payment somebody told of: `flagged` is kept by name for the operator, and nothing is booked. */
export type Booking = 'booked' | 'again' | 'givenBack' | 'flagged'
