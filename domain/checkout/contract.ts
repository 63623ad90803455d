import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { OwnOrderLine, OwnRefund, ToldPayment } from '../../models/own-order.ts'
import type { OwnOrderDocument } from '../orders/own-orders.ts'
import type { PayParameters } from '../payments/ports.ts'

export interface AskedLine {
  skuId: string
  quantity: number
}

export interface Basket {
  lines: readonly AskedLine[]
  couponCode?: string
}

/** Where it goes and to whom. */
export interface Address {
  name: string
  phone: string
  region: string
  detail: string
}

export interface OrderRequest extends Basket {
  /** Chosen by who asks: the same again is the same order. */
  clientKey: string
  /** What they were shown: compared, never believed. */
  totalFen: number
  remark?: string
  address?: Address
}

/** What a basket comes to, in whole fen, by the server alone. */
export interface Quote {
  lines: OwnOrderLine[]
  goodsFen: number
  discountFen: number
  /** Always 0: prices are with delivery. */
  freightFen: number
  totalFen: number
  coupon?: CouponGrant
}

/** Who buys: the customer, the id they had when they logged in, and by which account they pay. */
export interface Buyer {
  customer: Customer
  loginId: string
  openid: string
}

/**
 * What taking money tells of own orders. Each is done once, however often it is told, and by whoever tells it again where
 * somebody stopped half-way.
 */
export interface Settle {
  /**
   * What was held is sold, the coupon redeemed, `order.paid` heard. `tooLate`: the order was closed before, stays closed, and the
   * money must go back; the payment is noted in it. @throws DomainError `payment.contradicts` of another amount or transaction
   */
  paid(no: string, payment: ToldPayment): Promise<'booked' | 'again' | 'tooLate' | 'unknown'>
  /**
   * What was held and the coupon are free, `order.closed` heard. Only where nobody can pay it any more: the platform said so, or
   * was never asked for money.
   */
  close(no: string, reason: string): Promise<'closed' | 'again' | 'paid' | 'unknown'>
  /** `order.refunded` is heard; money that came too late is told the same way. */
  refunded(
    no: string,
    refund: { refundNo: string; fen: number; at: Date },
  ): Promise<'booked' | 'again' | 'unknown'>
  /** Numbers of those nobody has paid in time, the oldest first. */
  dueForClosing(limit?: number): Promise<string[]>
}

/** Selling: all that a customer does with orders Kelu keeps itself. */
export interface Checkout {
  /** @throws DomainError `product.*`, `coupon.*`, `order.too_large` */
  quote(customer: Customer, basket: Basket): Promise<Quote>
  /**
   * Places the order, once per client key. What is refused has taken nothing. A refusal that came after its key was taken stands
   * for that key: another try has a new one.
   * @throws DomainError `order.price_changed` (with the right price), `order.key_reused`, and those of `quote`
   */
  create(buyer: Buyer, request: OrderRequest): Promise<OwnOrderDocument>
  /** The customer's own orders, the newest first, before that number. */
  ordersOf(customer: Customer, page: { before?: string; limit: number }): Promise<OwnOrderDocument[]>
  /** @throws DomainError `order.not_found`, also for somebody else's */
  orderOf(customer: Customer, no: string): Promise<OwnOrderDocument>
  /** @throws DomainError `payment.not_configured`, `order.closed`, `order.paid` */
  pay(customer: Customer, no: string): Promise<PayParameters>
  /** @throws DomainError `order.paid` */
  cancel(customer: Customer, no: string): Promise<OwnOrderDocument>
  /** It was handed to a carrier. @throws DomainError `order.not_found` `order.not_paid` */
  shipped(no: string, parcel: { carrier?: string; trackingNo?: string }): Promise<void>
  /** @throws DomainError `order.not_shipped` */
  received(customer: Customer, no: string): Promise<OwnOrderDocument>
  /**
   * Asks for money back, all that is left where no amount is said; the same again is the same request.
   * @throws DomainError `order.not_paid`, `refund.open` (another one waits), `refund.too_much`
   */
  askRefund(customer: Customer, no: string, wish: { fen?: number; reason: string }): Promise<OwnRefund>
}
