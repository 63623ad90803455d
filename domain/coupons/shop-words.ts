import type { ChangedUse, CouponGrant, PastUse } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import { DomainError } from '../errors.ts'
import { couponRefusal, mostPast, pastOf, released, requireNotHeld, returned } from './coupon-states.ts'

/** What the shop says became of a coupon it gave, beside that it was used. */
export interface ShopWord {
  kind: 'locked' | 'released' | 'returned'
  order: OrderKey
  at: Date
  /** The end of one that came back, where that is another one now. */
  validUntil?: Date
}

/**
 * What the shop's word makes of a coupon it gave; null when it was known. Words of one order come twice and in any order: that it was
 * let go or given back is remembered, also where nobody had told that the order had it. How Kelu's own coupons stand, orders and
 * redemptions say.
 * @throws DomainError `coupon.not_by_shop`; `coupon.locked` `redeemed` `order_over` where it contradicts what was told before: told
 * again after what lies between, it may hold
 */
export function asSaid(grant: CouponGrant, word: ShopWord, now: Date): ChangedUse | null {
  if (!grant.byShop) throw new DomainError('coupon.not_by_shop', { batchId: grant.batchId })
  switch (word.kind) {
    case 'locked':
      return lockedByShop(grant, word)
    case 'released':
      return releasedByShop(grant, word, now)
    case 'returned':
      return returnedByShop(grant, word, now)
  }
}

function lockedByShop(grant: CouponGrant, { order }: ShopWord): ChangedUse | null {
  if (grant.order === order || pastOf(grant, order)) return null
  requireNotHeld(grant)
  return { state: 'locked', order, past: grant.past, validUntil: grant.validUntil }
}

function releasedByShop(grant: CouponGrant, { order }: ShopWord, now: Date): ChangedUse | null {
  const before = pastOf(grant, order)
  const isUsed = before?.redeemedAt !== undefined || (grant.order === order && grant.state === 'redeemed')
  if (isUsed) throw couponRefusal('coupon.redeemed', grant)
  if (before) return null
  return released(grant, order, now) ?? withPast(grant, { order, overAt: now })
}

function returnedByShop(
  grant: CouponGrant,
  { order, at, validUntil = grant.validUntil }: ShopWord,
  now: Date,
): ChangedUse | null {
  const back = returned(grant, order, now)
  if (back !== null) return { ...back, validUntil, lookOutUntil: validUntil }
  const before = pastOf(grant, order)
  if (before?.redeemedAt) return null
  if (before) throw couponRefusal('coupon.order_over', grant)
  const known = withPast(grant, { order, redeemedAt: at, overAt: now, isEarly: true })
  const isHeldElsewhere = grant.order !== undefined && grant.order !== order
  if (isHeldElsewhere) return { ...known, validUntil }
  return { state: 'returned', past: known.past, validUntil, lookOutUntil: validUntil }
}

/** As it stands, with one more order that is over. */
function withPast(grant: CouponGrant, use: PastUse): ChangedUse {
  const { state = 'granted', order, redeemedAt, storeId, staffId, validUntil, lookOutUntil } = grant
  const past = [...(grant.past ?? []), use].slice(-mostPast)
  return { state, order, redeemedAt, storeId, staffId, past, validUntil, lookOutUntil }
}
