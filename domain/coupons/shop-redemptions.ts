import type { CouponGrant } from '../../models/coupons.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { Customers, IdentityClaim } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { CouponUses } from './contract.ts'
import type { ShopWord } from './shop-words.ts'

interface Told {
  at: Date
  code: string
  batchId?: string
  /** What is known of who has it; a till may know the code alone. */
  claims: readonly IdentityClaim[]
}

/** That a coupon was used, as the shop tells: online, or in a store by its code. */
export interface ToldRedemption extends Told {
  /** Of the event; it stands for the order where there was none. */
  id: string
  orderId?: string
  storeId?: string
  staffId?: string
}

/** That an order locked a coupon the shop gave, let it go or gave it back. */
export interface ToldWord extends Told, Pick<ShopWord, 'kind' | 'validUntil'> {
  orderId: string
}

export type ShopRedemptions = ReturnType<typeof createShopRedemptions>

export function createShopRedemptions(deps: {
  uses: Pick<CouponUses, 'redeem' | 'say'>
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

  /** Null for a code Kelu did not give, of a buyer who is told of. */
  async function ofOurs(
    claims: Told['claims'],
    use: () => Promise<CouponGrant>,
  ): Promise<CouponGrant | null> {
    try {
      return await use()
    } catch (error) {
      const isUnknown = error instanceof DomainError && error.code === 'coupon.not_found'
      if (isUnknown && claims.length > 0) return null
      throw error
    }
  }

  return {
    /**
     * Redeems it, once however often that is told; null for a code Kelu did not give, of a buyer who is told of.
     * @throws DomainError as CouponUses; `coupon.not_found` where nobody is told of either
     */
    async redeem({ id, orderId, claims, ...told }: ToldRedemption): Promise<CouponGrant | null> {
      const order = orderId === undefined ? (`shop:event:${id}` as const) : orderKey(orderId)
      return ofOurs(claims, async () => uses.redeem({ ...told, order, customerIds: await provenIds(claims) }))
    },

    /**
     * Keeps what the shop says of it, once however often that is told; null as above.
     * @throws DomainError as `CouponUses.say`; `coupon.not_found` where nobody is told of either
     */
    tell: ({ orderId, claims, ...told }: ToldWord): Promise<CouponGrant | null> =>
      ofOurs(claims, () => uses.say({ ...told, order: orderKey(orderId) })),
  }
}
