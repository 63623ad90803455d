import type { Activity } from '../../domain/activity.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ShopRedemptions } from '../../domain/coupons/shop-redemptions.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Inbox } from '../../domain/inbox/inbox.ts'
import type { Journeys } from '../../domain/journeys/contract.ts'
import type { Announce } from '../../domain/live.ts'
import { createEventHandlers } from '../admin-api/events/handlers.ts'
import { createFlowPeopleHandlers } from '../admin-api/flow-people/handlers.ts'
import { createLeadHandlers } from '../admin-api/leads/handlers.ts'
import { createOrderEventHandlers } from '../admin-api/order-events/handlers.ts'
import { createPeopleHandlers } from '../admin-api/people/handlers.ts'
import { createPeople } from '../admin-api/people/whose.ts'
import { createShopDoor } from '../http/hooks/shop-door.ts'

/** What only systems with a key call. */
export function wireOutsiders(deps: {
  customers: Customers
  journeys: Pick<Journeys, 'enter' | 'leave'>
  inbox: Inbox
  redemptions: ShopRedemptions
  published: Pick<Published, 'registry'>
  background: Activity['background']
  appid: string | null
  corp: string | null
  announce: Announce
  clock: Clock
}) {
  const { registry } = deps.published
  const ground = { ...deps, registry, people: createPeople(deps) }
  return {
    people: createPeopleHandlers(ground),
    leads: createLeadHandlers(ground),
    events: createEventHandlers(ground),
    orderEvents: createOrderEventHandlers({ take: createShopDoor(ground) }),
    flowPeople: createFlowPeopleHandlers(ground),
  }
}
