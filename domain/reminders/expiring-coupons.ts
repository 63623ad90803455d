import type { CouponStore } from '../../models/coupons.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Reminder } from './reminder.ts'

const batch = 200

/** `coupon.expiring`: a coupon ends within `beforeMs()` and nobody has locked or redeemed it; once per coupon. */
export function createExpiringCoupons(deps: {
  store: Pick<CouponStore, 'endingBy' | 'closeLookOut' | 'firstEnd'>
  customers: Pick<Customers, 'hear'>
  clock: Clock
  beforeMs(): number
}): Reminder {
  const { store, customers, clock, beforeMs } = deps

  return {
    async sweep() {
      const now = clock.now()
      const ending = await store.endingBy(new Date(now.getTime() + beforeMs()), batch)
      for (const { _id, customerId, batchId, code, amountFen, validFrom, validUntil } of ending) {
        const from = new Date(validUntil.getTime() - beforeMs())
        // One that never lasted longer was told of when it was granted; one that is over has nothing to be reminded of.
        const isWorthTelling = validFrom < from && now < validUntil
        if (isWorthTelling) {
          await customers.hear({
            _id: `expiring:${_id}`,
            customerId,
            name: 'coupon.expiring',
            at: from < now ? from : now,
            props: { batchId, code, ...(amountFen !== undefined && { amountFen }), validUntil },
            source: 'kelu',
          })
        }
        await store.closeLookOut(_id)
      }
      return ending.length
    },

    async nextDueAt() {
      const first = await store.firstEnd()
      return first && new Date(first.getTime() - beforeMs())
    },
  }
}
