import { z } from 'zod'
import type { AddedBy, Context } from '../../../http/context.ts'
import { contract, json } from '../../../http/contract.ts'
import { createShopDoor, type ShopDoorDeps } from './shop-door.ts'
import { toldShopEventSchema } from './shop-event.ts'
import { bodyLimitBytes } from './shop-signature.ts'

export const shopContract = contract({
  body: json(toldShopEventSchema, bodyLimitBytes),
  answer: z.object({ accepted: z.literal(true) }),
})

/** POST /hooks/shop: one event, durable before the 202. */
export function createShopHook(deps: ShopDoorDeps) {
  const take = createShopDoor(deps)

  return async (ctx: Context<AddedBy<typeof shopContract>>) => {
    const event = ctx.state.given.body
    await take(event, `shop:${event.id}`)
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}
