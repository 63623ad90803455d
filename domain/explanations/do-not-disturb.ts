import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { Published } from '../definitions/published.ts'
import type { Catalog } from '../journeys/catalog.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import { idsOf } from './find-definition.ts'
import { sendsMarketing } from './gates-ahead.ts'

export const isLeftAlone = ({ tags }: Pick<Customer, 'tags'>): boolean =>
  tags.some(({ name }) => name === doNotDisturbTag)

/** What leaving somebody alone stops, and what goes on. */
export interface DoNotDisturb {
  /** Marketing that waits and would not go. */
  waiting: { touch: string; message: string; next: Date | null }[]
  /** Flows she is in that send marketing: they go on without it. */
  quietened: string[]
  /** Flows she is in that send none. */
  untouched: string[]
}

const most = 200

/** What 勿扰 would stop for one customer, before anybody presses it. */
export function createDoNotDisturb(deps: {
  touches: { unsentSince(customerIds: string[], since: Date, limit: number): Promise<Touch[]> }
  runs: { ofCustomers(customerIds: string[], limit: number): Promise<Run[]> }
  published: Pick<Published, 'registry'>
  catalog: Pick<Catalog, 'definition'>
}) {
  const { touches, runs, published, catalog } = deps

  return async function lookAhead(customer: Customer): Promise<DoNotDisturb> {
    const ids = idsOf(customer)
    const waiting = (await touches.unsentSince(ids, new Date(0), most)).filter(
      ({ state, purpose }) => state === 'deferred' && purpose === 'marketing',
    )
    const inside = (await runs.ofCustomers(ids, most)).filter(({ state }) => state === 'active')
    const flows = { quietened: new Set<string>(), untouched: new Set<string>() }
    for (const { versionId, journeyId } of inside) {
      const definition = await catalog.definition(versionId)
      const quiet = definition !== null && sendsMarketing(definition, published.registry)
      flows[quiet ? 'quietened' : 'untouched'].add(journeyId)
    }
    return {
      waiting: waiting.map(({ _id, messageId, dueAt }) => ({
        touch: _id,
        message: messageId,
        next: dueAt ?? null,
      })),
      quietened: [...flows.quietened],
      untouched: [...flows.untouched],
    }
  }
}
