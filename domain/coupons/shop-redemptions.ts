import type { CouponGrant } from '../../models/coupons.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { Customers, IdentityClaim } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { CouponUses } from './contract.ts'

/** That a coupon was used, as the shop tells: online, or in a store by its code. */
export interface ToldRedemption {
  /** Of the event; it stands for the order where there was none. */
  id: string
  at: Date
  code: string
  batchId?: string
  orderId?: string
  storeId?: string
  staffId?: string
  /** What is known of who used it; a till may know the code alone. */
  claims: readonly IdentityClaim[]
}

export type ShopRedemptions = ReturnType<typeof createShopRedemptions>

export function createShopRedemptions(deps: {
  uses: Pick<CouponUses, 'redeem'>
  customers: Pick<Customers, 'identityKey' | 'findByIdentity'>
}) {
  const { uses, customers } = deps

  /** A phone alone proves nobody: it may be the one on a parcel, or that of the family. */
  async function provenIds(claims: readonly IdentityClaim[]): Promise<string[] | undefined> {
    for (const claim of claims) {
      if (claim.kind === 'phone') continue
      const customer = await customers.findByIdentity(customers.identityKey(claim))
      if (customer) return [customer._id, ...customer.mergedFrom]
    }
  }

  return {
    /**
     * Redeems it, once however often that is told; null for a code Kelu did not give, of a buyer who is told of.
     * @throws DomainError as CouponUses; `coupon.not_found` where nobody is told of either
     */
    async redeem({ id, orderId, claims, ...told }: ToldRedemption): Promise<CouponGrant | null> {
      const order = orderId === undefined ? (`shop:event:${id}` as const) : orderKey(orderId)
      try {
        return await uses.redeem({ ...told, order, customerIds: await provenIds(claims) })
      } catch (error) {
        const isUnknown = error instanceof DomainError && error.code === 'coupon.not_found'
        if (isUnknown && claims.length > 0) return null
        throw error
      }
    },
  }
}
