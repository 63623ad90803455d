import type { ChangedUse, CouponGrant, CouponStanding, PastUse } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import { DomainError } from '../errors.ts'

/** A coupon that comes back can be used for this long at least. */
const graceMs = 3 * 86_400_000
/** More orders than anybody begins with one coupon: what is older is forgotten. */
export const mostPast = 20

/** What a coupon is redeemed with. `at` is when, never later than it was heard of. */
export interface Redemption {
  order: OrderKey
  at: Date
  storeId?: string
  staffId?: string
}

/** How a coupon stands at that moment. One that is locked or redeemed does not expire. */
export function standingOf(grant: CouponGrant, now: Date): CouponStanding | 'expired' {
  const state = grant.state ?? 'granted'
  const isHeld = state === 'locked' || state === 'redeemed'
  return !isHeld && grant.validUntil <= now ? 'expired' : state
}

/**
 * Kept for one order; null when that order has it already.
 * @throws DomainError `coupon.locked` `redeemed` `order_over` `not_yet_valid` `expired`
 */
export function locked(grant: CouponGrant, order: OrderKey, now: Date): ChangedUse | null {
  if (grant.order === order) return null
  if (pastOf(grant, order)) throw couponRefusal('coupon.order_over', grant)
  requireFree(grant, now)
  return { state: 'locked', order, past: grant.past, validUntil: grant.validUntil }
}

/**
 * Used up by an order, whether it was locked for it before or not; null when it was told of that before. Of a coupon the shop
 * gave its word stands, also after its end, but for a second order at a time.
 * @throws DomainError `coupon.locked` `redeemed` `order_over` `not_yet_valid` `expired`
 */
export function redeemed(grant: CouponGrant, { order, at, ...by }: Redemption): ChangedUse | null {
  const before = pastOf(grant, order)
  if (before?.isEarly) return withUse(grant, { order, redeemedAt: at, ...by, overAt: before.overAt })
  if (before?.redeemedAt) return null
  if (before) throw couponRefusal('coupon.order_over', grant)
  if (grant.state === 'redeemed' && grant.order === order) return null
  if (grant.order !== order) {
    if (grant.byShop) requireNotHeld(grant)
    else requireFree(grant, at)
  }
  const { past, validUntil } = grant
  return { state: 'redeemed', order, redeemedAt: at, ...by, past, validUntil }
}

/** As it stands, with what was told of that order too late. */
function withUse(grant: CouponGrant, use: PastUse): ChangedUse {
  const { state = 'granted', order, redeemedAt, storeId, staffId, validUntil, lookOutUntil } = grant
  const past = (grant.past ?? []).map((each) => (each.order === use.order ? use : each))
  return { state, order, redeemedAt, storeId, staffId, past, validUntil, lookOutUntil }
}

/** Free again because the order it was locked for is over; null when that order has not locked it. */
export function released(grant: CouponGrant, order: OrderKey, now: Date): ChangedUse | null {
  if (grant.state !== 'locked' || grant.order !== order) return null
  const past = [...(grant.past ?? []), { order, overAt: now }].slice(-mostPast)
  const state = past.some(({ redeemedAt }) => redeemedAt) ? 'returned' : 'granted'
  return { state, past, validUntil: grant.validUntil, lookOutUntil: grant.validUntil }
}

/** Back with its customer, for three days at least; null when that order has not redeemed it. */
export function returned(grant: CouponGrant, order: OrderKey, now: Date): ChangedUse | null {
  const { redeemedAt, storeId, staffId } = grant
  if (grant.state !== 'redeemed' || grant.order !== order) return null
  const use: PastUse = { order, redeemedAt, storeId, staffId, overAt: now }
  const validUntil = new Date(Math.max(grant.validUntil.getTime(), now.getTime() + graceMs))
  const past = [...(grant.past ?? []), use].slice(-mostPast)
  return { state: 'returned', past, validUntil, lookOutUntil: validUntil }
}

/** @throws DomainError `coupon.locked` `redeemed` `not_yet_valid` `expired` */
export function requireFree(grant: CouponGrant, at: Date): void {
  requireNotHeld(grant)
  if (at < grant.validFrom) throw couponRefusal('coupon.not_yet_valid', grant)
  if (at >= grant.validUntil) throw couponRefusal('coupon.expired', grant)
}

/** @throws DomainError `coupon.locked` `redeemed` */
export function requireNotHeld(grant: CouponGrant): void {
  const { state } = grant
  if (state === 'locked' || state === 'redeemed') throw couponRefusal(`coupon.${state}`, grant)
}

export function pastOf({ past = [] }: CouponGrant, order: OrderKey): PastUse | undefined {
  return past.find((use) => use.order === order)
}

type Refusal =
  | 'coupon.locked'
  | 'coupon.redeemed'
  | 'coupon.order_over'
  | 'coupon.not_yet_valid'
  | 'coupon.expired'

/** Says of its validity and its redemption what the asker needs to know; never with which order it was. */
export function couponRefusal(
  code: Refusal,
  { batchId, validFrom, validUntil, redeemedAt }: CouponGrant,
): DomainError {
  return new DomainError(code, { batchId, validFrom, validUntil, ...(redeemedAt && { redeemedAt }) })
}
