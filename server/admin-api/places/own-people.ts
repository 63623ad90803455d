import { isWithin, type Scope } from '../../../domain/members/scope.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { RunPlaces } from '../../../models/run-places.ts'
import { byNext, type Waiting } from '../../../models/standing-runs.ts'

const customersAtATime = 1_000

/** Those somebody may see who are on a journey, the next moment first; null for who sees everybody. */
export async function ownPeople(
  scope: Scope,
  journeyId: string,
  { lists, places }: { lists: Pick<CustomerLists, 'owners' | 'list'>; places: Pick<RunPlaces, 'among'> },
): Promise<Waiting[] | null> {
  if (scope.kind === 'everything') return null
  const owners = (await lists.owners()).filter((owner) => isWithin(scope, owner))
  const found: Waiting[] = []
  for (const owner of owners) {
    for (let after: { id: string } | null = null; ; ) {
      const page = await lists.list({ owners: [owner] }, after, customersAtATime)
      const ids = page.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
      found.push(...(await places.among(journeyId, ids)))
      const last = page.at(-1)
      if (last === undefined || page.length < customersAtATime) break
      after = { id: last._id }
    }
  }
  return found.sort(byNext)
}
