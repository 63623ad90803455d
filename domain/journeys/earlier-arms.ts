import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { JourneyDefinition } from '../language/journey.ts'

interface Entrant {
  definition: JourneyDefinition
  customer: Customer
}

/**
 * The arms these people were given before in the splits of the journeys they enter, whatever they entered with and under whatever
 * id. Journeys without a split are not looked up.
 */
export async function earlierArms(
  entrants: Entrant[],
  runs: Pick<RunStore, 'withArms'>,
): Promise<(entrant: Entrant) => Pick<Run, 'arms'>> {
  const splitting = entrants.filter(({ definition }) => hasSplit(definition))
  if (splitting.length === 0) return () => ({})
  const found = await runs.withArms(
    [...new Set(splitting.map(({ definition }) => definition.id))],
    [...new Set(splitting.flatMap(({ customer }) => idsOf(customer)))],
  )
  return ({ definition, customer }) => {
    const ids = idsOf(customer)
    const own = found.filter(
      ({ journeyId, customerId }) => journeyId === definition.id && ids.includes(customerId),
    )
    // Each run begins with what was known before, so the latest knows all.
    return own.length === 0 ? {} : { arms: Object.assign({}, ...own.map(({ arms }) => arms)) }
  }
}

const idsOf = ({ _id, mergedFrom }: Customer): string[] => [_id, ...mergedFrom]

const hasSplit = ({ steps }: JourneyDefinition): boolean =>
  Object.values(steps).some(({ kind }) => kind === 'split')
