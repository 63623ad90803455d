import type { Clock } from '../../../domain/clock.ts'
import { isWithin, type Scope } from '../../../domain/members/scope.ts'
import { createRecently } from '../../../domain/recently.ts'
import { remembered } from '../../../domain/remembered.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { RunPlaces } from '../../../models/run-places.ts'
import { byNext, type Waiting } from '../../../models/standing-runs.ts'

const customersAtATime = 1_000

/** Real time. */
const ownersFreshMs = 30_000

interface Ground {
  lists: Pick<CustomerLists, 'owners' | 'list' | 'countOwned' | 'ownersOf'>
  places: Pick<RunPlaces, 'among' | 'inside' | 'standing'>
  realClock: Clock
}

/** Those somebody may see who are, or were a moment ago, on a journey, the next moment first; null for who sees everybody. */
export function createOwnPeople(ground: Ground) {
  const { lists, places, realClock } = ground
  const ownersNow = remembered(ownersFreshMs, lists.owners)
  const recently = createRecently<Waiting[]>({ realClock })

  return async function ownPeople(
    scope: Scope,
    journey: { id: string; versionIds: string[] },
  ): Promise<Waiting[] | null> {
    if (scope.kind === 'everything') return null
    const owners = (await ownersNow()).filter((owner) => isWithin(scope, owner))
    if (owners.length === 0) return []
    return recently([journey.id, ...journey.versionIds, '', ...owners].join(' '), async () => {
      const [standing, owned] = await Promise.all([
        places.standing(journey.versionIds),
        lists.countOwned(owners),
      ])
      const inside = standing.reduce((sum, { people }) => sum + people, 0)
      // Both ways lead to the same people: the shorter one is taken.
      const found =
        inside <= owned
          ? await theirsInside(owners, journey.versionIds, ground)
          : await insideOfTheirs(owners, journey.id, ground)
      return found.sort(byNext)
    })
  }
}

export type OwnPeople = ReturnType<typeof createOwnPeople>

async function theirsInside(
  owners: readonly string[],
  versionIds: string[],
  { places, lists }: Ground,
): Promise<Waiting[]> {
  const theirs = new Set(owners)
  const found: Waiting[] = []
  for await (const some of places.inside(versionIds, customersAtATime)) {
    const ownerOf = await lists.ownersOf(some.map(({ customerId }) => customerId))
    found.push(...some.filter(({ customerId }) => theirs.has(ownerOf.get(customerId) ?? '')))
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
