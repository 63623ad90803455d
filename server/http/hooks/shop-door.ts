import type { z } from 'zod'
import type { Activity } from '../../../domain/activity.ts'
import type { ShopRedemptions } from '../../../domain/coupons/shop-redemptions.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { requireTraits } from '../../../http/given-traits.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { claimsOf, couponWordOf, redemptionOf, type toldShopEventSchema } from './shop-event.ts'

const usableBuyer =
  'unionid, phone or ext of the buyer: no mini-program is configured, so an openid alone is nobody'

export interface ShopDoorDeps {
  inbox: Pick<Inbox, 'accept' | 'process'>
  background: Activity['background']
  customers: Pick<Customers, 'identityKey'>
  redemptions: ShopRedemptions
  registry: Pick<Registry, 'traits'>
  appid: string | null
}

/** Takes one event under an id of the inbox: durable when it returns. */
export type ShopDoor = (told: z.output<typeof toldShopEventSchema>, _id: string) => Promise<void>

/** The one way in for what a shop, a till or an ERP tells, whoever vouches for it. */
export function createShopDoor(deps: ShopDoorDeps): ShopDoor {
  const { inbox, background, customers, redemptions, registry, appid } = deps

  return async ({ traits, traitConsents, ...event }, _id) => {
    const claims = claimsOf(event.buyer, appid)
    const redemption = redemptionOf(event, appid)
    // Before it is stored: the till waits for yes or no. Whoever gets neither asks again.
    const word = couponWordOf(event, appid)
    const coupon = redemption ? await redemptions.redeem(redemption) : word && (await redemptions.tell(word))
    // Without a mini-program an openid alone says nothing: better refused than taken and forgotten.
    if (claims.length === 0 && coupon === null)
      throw new HttpRefusal('request.unprocessable', { expected: usableBuyer })
    // An id that cannot be one is told to the shop now rather than found out behind its back.
    for (const claim of claims) customers.identityKey(claim)
    const taken = requireTraits({ traits, traitConsents }, { source: 'hook', registry })
    const payload = { ...event, takenTraits: taken }
    await inbox.accept({ _id, source: 'shop', kind: event.type, at: new Date(event.at), payload })
    background('shop event', () => inbox.process(_id))
  }
}
