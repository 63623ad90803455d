import type { ToldPayment } from '../../models/own-order.ts'
import type { PayParameters } from './ports.ts'

/** What a payment or its end comes to for the order: stock, coupon, events. Each once, however often it is said. */
export interface OrderBook {
  /** `tooLate`: the order was closed before; the money must go back. */
  paid(no: string, payment: ToldPayment): Promise<'booked' | 'again' | 'tooLate' | 'unknown'>
  close(no: string, reason: string): Promise<'closed' | 'again' | 'paid' | 'unknown'>
  refunded(
    no: string,
    refund: { refundNo: string; fen: number; at: Date },
  ): Promise<'booked' | 'again' | 'unknown'>
  /** Numbers of open orders whose time is over, the oldest first. */
  dueForClosing(limit?: number): Promise<string[]>
}

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
