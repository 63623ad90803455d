import type { Customers } from '../../../domain/customers/contract.ts'
import { isWithin, type Scope } from '../../../domain/members/scope.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { RunPlaces } from '../../../models/run-places.ts'
import { byNext, type Waiting } from '../../../models/standing-runs.ts'

const customersAtATime = 1_000

/** Those somebody may see who are on a journey, the next moment first; null for who sees everybody. */
export async function ownPeople(
  scope: Scope,
  journey: { id: string; versionIds: string[] },
  ground: Ground,
): Promise<Waiting[] | null> {
  if (scope.kind === 'everything') return null
  const { lists, places } = ground
  const owners = (await lists.owners()).filter((owner) => isWithin(scope, owner))
  if (owners.length === 0) return []
  const [standing, owned] = await Promise.all([places.standing(journey.versionIds), lists.countOwned(owners)])
  const inside = standing.reduce((sum, { people }) => sum + people, 0)
  // Both ways lead to the same people: the shorter one is taken.
  const found =
    inside <= owned
      ? await theirsInside(scope, journey.versionIds, ground)
      : await insideOfTheirs(owners, journey.id, ground)
  return found.sort(byNext)
}

interface Ground {
  lists: Pick<CustomerLists, 'owners' | 'list' | 'countOwned'>
  places: Pick<RunPlaces, 'among' | 'inside' | 'standing'>
  customers: Pick<Customers, 'findMany'>
}

async function theirsInside(
  scope: Scope,
  versionIds: string[],
  { places, customers }: Ground,
): Promise<Waiting[]> {
  const found: Waiting[] = []
  for await (const some of places.inside(versionIds, customersAtATime)) {
    const people = await customers.findMany(some.map(({ customerId }) => customerId))
    for (const one of some) {
      const customer = people.get(one.customerId)
      if (customer !== undefined && isWithin(scope, customer.owner)) found.push(one)
    }
  }
  return found
}

async function insideOfTheirs(
  owners: readonly string[],
  journeyId: string,
  { lists, places }: Ground,
): Promise<Waiting[]> {
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
  return found
}
