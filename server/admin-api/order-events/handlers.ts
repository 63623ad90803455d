import { integrationOf } from '../../../domain/api-keys/admit.ts'
import type { ShopDoor } from '../../http/hooks/shop-door.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { orderEvents as contract } from './contract.ts'

/** The door of the shop's hook, for systems with a key: ids of their own, orders as the shop tells them. */
export function createOrderEventHandlers({ take }: { take: ShopDoor }): Handlers<typeof contract> {
  return {
    async tell({ body, caller }) {
      await take(body, `order-event:${integrationOf(caller)}:${body.id}`)
      return { accepted: true }
    },
  }
}
