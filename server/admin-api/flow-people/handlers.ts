import type { Journeys } from '../../../domain/journeys/contract.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { causeOfCaller } from '../../../domain/members/cause.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { People } from '../people/whose.ts'
import type { flowPeople as contract } from './contract.ts'

export function createFlowPeopleHandlers(deps: {
  people: People
  journeys: Pick<Journeys, 'enter' | 'leave'>
  registry: Pick<Registry, 'journey'>
}): Handlers<typeof contract> {
  const { people, journeys, registry } = deps

  /** @throws journey.not_found, or AdminRefusal for a flow people enter by other ways alone */
  function requireByApi(id: string): void {
    if (registry.journey(id).entry.kind === 'api') return
    throw new AdminRefusal(409, 'journey.not_by_api', '这个流程不由外部系统进出：入口写成 api: true 才行')
  }

  return {
    async enter({ params, body, caller, once }) {
      requireByApi(params.id)
      const { _id: customerId } = await people.find(body.customer, 'customer')
      const runId = await journeys.enter(params.id, customerId, causeOfCaller(caller, once))
      return { customerId, entered: runId !== null, runId }
    },
    async leave({ params, body }) {
      requireByApi(params.id)
      const { _id: customerId } = await people.find(body.customer, 'customer')
      return { customerId, left: await journeys.leave(params.id, customerId) }
    },
  }
}
