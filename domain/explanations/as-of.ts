import type { Customer } from '../../models/customer.ts'
import type { TimelineReader } from '../../models/customer-timeline.ts'
import { customerAsOf } from '../customers/as-of.ts'
import type { Explanations } from './contract.ts'
import { createExplanations } from './create-explanations.ts'
import { type ExplanationDeps, idsOf } from './find-definition.ts'

/** More than anybody has; what lies before counts as long ago. */
const mostEvents = 20_000

/** Everything as it was at a moment, told by the definitions of today. */
export interface AsOf {
  /** Null before we knew them. */
  customer: Customer | null
  explanations: Explanations
}

/** Explanations of a moment that is over: the customer is rebuilt, and nothing later is known. */
export function createExplanationsAsOf(
  deps: ExplanationDeps & { reader: Pick<TimelineReader, 'allEvents'> },
) {
  return async function asOf(present: Customer, at: Date): Promise<AsOf> {
    const events = await deps.reader.allEvents(idsOf(present), mostEvents)
    return { customer: customerAsOf(present, events, at), explanations: createExplanations(until(deps, at)) }
  }
}

function until(deps: ExplanationDeps, at: Date): ExplanationDeps {
  return {
    ...deps,
    clock: { now: () => at },
    touches: {
      ofCustomers: async (ids, limit) =>
        (await deps.touches.ofCustomers(ids, limit)).filter(({ createdAt }) => createdAt <= at),
    },
    runFigures: {
      tally: deps.runFigures.tally,
      ofCustomers: async (ids, limit) =>
        (await deps.runFigures.ofCustomers(ids, limit)).filter(({ startedAt }) => startedAt <= at),
    },
    events: {
      find: deps.events.find,
      history: async (ids, wanted) =>
        (await deps.events.history(ids, wanted)).filter(({ receivedAt }) => receivedAt <= at),
    },
  }
}
