import type { ShopRedemptions, ToldRedemption } from '../../../domain/coupons/shop-redemptions.ts'
import type { Customers, IdentityClaim } from '../../../domain/customers/contract.ts'
import { changeOfTaken } from '../../../domain/customers/given-traits.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { InboxHandler } from '../../../domain/inbox/inbox.ts'
import type { Customer } from '../../../models/customer.ts'
import type { InboxRecord } from '../../../models/inbox.ts'
import {
  claimsOf,
  couponWordOf,
  propsOfShopEvent,
  redemptionOf,
  shopEventSchema,
  shopTraitsSchema,
} from './shop-event.ts'

/** The inbox handler of source `shop`: who bought, then what happened. `appid` is the mini-program whose openids the shop knows. */
export function createShopEventHandler(deps: {
  customers: Customers
  redemptions: ShopRedemptions
  appid: string | null
}): InboxHandler {
  const { customers, redemptions, appid } = deps

  async function buyerOf(claims: IdentityClaim[], at: Date): Promise<Customer> {
    const phones = claims.filter((claim) => claim.kind === 'phone')
    const ids = claims.filter((claim) => claim.kind !== 'phone')
    const customer = await customers.getOrCreate(ids.length > 0 ? ids : phones, { source: 'shop', at })
    // The phone on a parcel may be somebody else's: it never replaces one the customer gave.
    if (phones.length === 0 || ids.length === 0 || customer.profile.phone) return customer
    return customers.addClaims(customer._id, phones, 'shop')
  }

  /** Its holder; whoever is said to have used it, or nobody, for a code that is none of ours. */
  async function redeemedBy(redemption: ToldRedemption, record: InboxRecord) {
    const grant = await redemptions.redeem(redemption)
    if (grant === null) return null
    const holder = await customers.find(grant.customerId)
    if (holder === null) throw new DomainError('customer.not_found', { customerId: grant.customerId })
    const { batchId, amountFen, storeId, staffId } = grant
    return {
      holder,
      // Whatever events tell of it: an order redeems a coupon once.
      _id: `redeemed:${grant._id}:${redemption.orderId ?? record._id}`,
      // Whom it is credited to stands in the coupon, by whoever was first to tell.
      credited: {
        batchId,
        ...(amountFen !== undefined && { amountFen }),
        ...(storeId !== undefined && { storeId }),
        ...(staffId !== undefined && { staffId }),
      },
    }
  }

  return async (payload, record) => {
    const event = shopEventSchema.parse(payload)
    const { takenTraits } = shopTraitsSchema.parse(payload)
    // What it says of the coupon was kept before it was taken.
    const isWord = couponWordOf(event, appid) !== null
    if (isWord && takenTraits.length === 0) return 'done'
    const redemption = redemptionOf(event, appid)
    const coupon = redemption && (await redeemedBy(redemption, record))
    const claims = claimsOf(event.buyer, appid)
    if (claims.length === 0 && coupon === null) return 'ignored'
    const customer = coupon?.holder ?? (await buyerOf(claims, record.at))
    if (takenTraits.length > 0) {
      // Before the event, so that whom it moves on is asked about as the shop knows them.
      const change = { setTraits: changeOfTaken(takenTraits, 'shop') }
      await customers.change(customer._id, change, `${record._id}:traits`)
    }
    if (isWord) return 'done'
    await customers.hear({
      _id: coupon?._id ?? record._id,
      customerId: customer._id,
      name: event.type,
      at: record.at,
      props: { ...propsOfShopEvent(event), ...coupon?.credited },
      source: 'shop',
    })
    return 'done'
  }
}
