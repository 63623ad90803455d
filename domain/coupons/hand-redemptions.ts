import type { CouponGrant, CouponStore } from '../../models/coupons.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { CouponUses } from './contract.ts'

/** A coupon used up by somebody at a counter who has its code. */
export interface HandRedemption {
  /** Of this one press of the button: asked again under it, nothing is done twice. */
  key: string
  code: string
  /** Where several batches have that code. */
  batchId?: string
  storeId?: string
  staffId?: string
}

export type HandRedemptions = ReturnType<typeof createHandRedemptions>

/** Redeems coupons by hand, for counters whose till does not tell Kelu. */
export function createHandRedemptions(deps: {
  uses: Pick<CouponUses, 'redeem'>
  store: Pick<CouponStore, 'withCode'>
  customers: Pick<Customers, 'find' | 'hear'>
  clock: Clock
}) {
  const { uses, store, customers, clock } = deps
  const mostAlike = 20

  return {
    /** Every coupon with that code: more than one where batches have lists of their own. */
    look: (code: string): Promise<CouponGrant[]> => store.withCode(code, mostAlike),

    /**
     * Uses it up and tells its holder's history of it. Killed between the two, the same `key` finishes it.
     * @throws DomainError as `CouponUses.redeem`
     */
    async redeem({ key, ...told }: HandRedemption): Promise<CouponGrant> {
      const at = clock.now()
      const grant = await uses.redeem({ ...told, order: `page:event:${key}`, at })
      const holder = await customers.find(grant.customerId)
      if (holder === null) throw new DomainError('customer.not_found', { customerId: grant.customerId })
      const { code, batchId, amountFen, storeId, staffId, redeemedAt } = grant
      await customers.hear({
        _id: `redeemed:${grant._id}:${key}`,
        customerId: holder._id,
        name: 'coupon.redeemed',
        at: redeemedAt ?? at,
        props: {
          code,
          batchId,
          ...(amountFen !== undefined && { amountFen }),
          ...(storeId !== undefined && { storeId }),
          ...(staffId !== undefined && { staffId }),
        },
        source: 'page',
      })
      return grant
    },
  }
}
