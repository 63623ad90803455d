import type { Customer } from '../../models/customer.ts'
import type { GrantStore } from '../../models/memory/coupons.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'

const mostCoupons = 200

/**
 * What one person may still be given of a batch that has a limit. It is kept by unionid, and whatever a profile that was merged
 * into theirs holds counts as well. Like a number of the stock it remembers its cause, so that a crash takes it once.
 */
export function createAllowance(store: Pick<GrantStore, 'limit' | 'replaceLimit' | 'grantsOf'>) {
  return {
    /** Takes one for this cause, or finds the one it took before. False when none is left. */
    async take(batch: CouponBatchDefinition, customer: Customer, cause: string): Promise<boolean> {
      const { perCustomer } = batch
      if (perCustomer === undefined) return true
      for (;;) {
        const limit = await store.limit(keyOf(batch, customer))
        if (limit.causes.includes(cause)) return true
        const grants = await store.grantsOf([customer._id, ...customer.mergedFrom], mostCoupons)
        const granted = grants.filter(({ batchId, isTest }) => batchId === batch.id && !isTest)
        const causes = new Set([...limit.causes, ...granted.map(({ _id }) => _id.slice('grant:'.length))])
        if (causes.size >= perCustomer) return false
        if (await store.replaceLimit(limit, [...causes, cause])) return true
      }
    },
    /** For a cause that came to nothing. */
    async giveBack(batch: CouponBatchDefinition, customer: Customer, cause: string): Promise<void> {
      if (batch.perCustomer === undefined) return
      for (;;) {
        const limit = await store.limit(keyOf(batch, customer))
        if (!limit.causes.includes(cause)) return
        const others = limit.causes.filter((other) => other !== cause)
        if (await store.replaceLimit(limit, others)) return
      }
    },
  }
}

function keyOf({ id }: CouponBatchDefinition, { _id, ids }: Customer): string {
  const unionid = ids.find((key) => key.startsWith('unionid:'))
  return `${id}:${unionid?.slice('unionid:'.length) ?? _id}`
}
