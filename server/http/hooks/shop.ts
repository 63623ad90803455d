import { z } from 'zod'
import type { Activity } from '../../../domain/activity.ts'
import type { ShopRedemptions } from '../../../domain/coupons/shop-redemptions.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { AddedBy, Context } from '../../../http/context.ts'
import { contract, json } from '../../../http/contract.ts'
import { requireTraits } from '../../../http/given-traits.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { claimsOf, couponWordOf, redemptionOf, toldShopEventSchema } from './shop-event.ts'
import { bodyLimitBytes } from './shop-signature.ts'

const usableBuyer =
  'unionid, phone or ext of the buyer: no mini-program is configured, so an openid alone is nobody'

export const shopContract = contract({
  body: json(toldShopEventSchema, bodyLimitBytes),
  answer: z.object({ accepted: z.literal(true) }),
})

/** POST /hooks/shop: one event, durable before the 202. */
export function createShopHook(deps: {
  inbox: Inbox
  background: Activity['background']
  customers: Pick<Customers, 'identityKey'>
  redemptions: ShopRedemptions
  registry: Pick<Registry, 'traits'>
  appid: string | null
}) {
  const { inbox, background, customers, redemptions, registry, appid } = deps

  return async (ctx: Context<AddedBy<typeof shopContract>>) => {
    const { traits, traitConsents, ...event } = ctx.state.given.body
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
    const _id = `shop:${event.id}`
    const payload = { ...event, takenTraits: taken }
    await inbox.accept({ _id, source: 'shop', kind: event.type, at: new Date(event.at), payload })
    background('shop event', () => inbox.process(_id))
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}
