import type { CouponGrant } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import type { Redemption } from './coupon-states.ts'
import type { ShopWord } from './shop-words.ts'

/** A coupon a customer holds. Money in fen; the validity ends at `validUntil`. */
export interface GrantedCoupon {
  code: string
  batchId: string
  name: string
  amountFen: number
  thresholdFen?: number
  validFrom: Date
  validUntil: Date
  grantedAt: Date
}

export interface CouponRequest {
  batchId: string
  customerId: string
  cause: string
  /** For a test account: a code that says so, which no shop takes, and nothing of the batch is used. */
  isTest?: true
}

export interface Coupons {
  /**
   * Gives the customer one coupon of the batch, once per `cause` (e.g. `runId:stepId:visit`): asking again gives the same.
   * Throws `coupon.exhausted` when the batch is used up, `coupon.limit_reached` when this person has had as many as one may,
   * `coupon.not_found` when there is no such batch. Of a batch the shop gives also `coupon.refused`, and `coupon.unanswered` with
   * `until`: nobody knows whether there is one, and whoever asks again for this cause learns it.
   */
  grant(input: CouponRequest): Promise<GrantedCoupon>
  /** The customer's coupons, newest first, at most 200; those of profiles merged into this one included. */
  of(customerId: string): Promise<GrantedCoupon[]>
}

/** A coupon by its code; its batch where several have that code, its customer's ids (merged ones too) where it must be theirs. */
export interface AskedCoupon {
  code: string
  batchId?: string
  customerIds?: readonly string[]
}

/**
 * What orders do with coupons; each may be asked for again and does it once. Throws `coupon.not_found`, `ambiguous` (several
 * batches have that code), `not_yours`, `locked` and `redeemed` (by another order), `not_yet_valid`, `expired`, `order_over`
 * (that order has let it go).
 */
export interface CouponUses {
  /** The coupon as it could be locked at this moment. Throws as `lock` does; keeps nothing. */
  usable(request: AskedCoupon): Promise<CouponGrant>
  /** Keeps it for one order: until that is over nobody else can use it, and it does not expire. */
  lock(request: AskedCoupon & { order: OrderKey }): Promise<CouponGrant>
  /** Uses it up, locked before or not. */
  redeem(request: AskedCoupon & Redemption): Promise<CouponGrant>
  /** What the shop says of one it gave; once, and whatever it tells late. Throws `not_by_shop` besides. */
  say(request: AskedCoupon & ShopWord): Promise<CouponGrant>
  /** What the order had locked is free again. */
  release(order: OrderKey): Promise<void>
  /** Brings the coupons of an order to where the order has come. */
  followOrder(order: OrderKey): Promise<void>
}
