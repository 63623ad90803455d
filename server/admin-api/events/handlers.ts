import type { Activity } from '../../../domain/activity.ts'
import { integrationOf } from '../../../domain/api-keys/admit.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers, NewEvent } from '../../../domain/customers/contract.ts'
import { requireUsable } from '../../../http/event-batch.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { People } from '../people/whose.ts'
import type { events as contract } from './contract.ts'

export function createEventHandlers(deps: {
  people: People
  customers: Pick<Customers, 'accept' | 'process'>
  background: Activity['background']
  clock: Clock
}): Handlers<typeof contract> {
  const { people, customers, background, clock } = deps

  return {
    async tell({ body, caller }) {
      requireUsable(body, clock.now())
      // All of them or none: who sends a batch again need not know how far we came.
      const events = await Promise.all(
        body.events.map(async ({ id, name, at, props, customer }, index): Promise<NewEvent> => {
          const { _id: customerId } = await people.find(customer, `events.${index}.customer`)
          return {
            _id: `api:${integrationOf(caller)}:${id}`,
            customerId,
            name,
            at,
            props: props ?? {},
            source: 'api',
          }
        }),
      )
      await customers.accept(events)
      background('api events', () => customers.process(events.map(({ _id }) => _id)))
      return { accepted: events.length }
    },
  }
}
