import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { keyOf, versionKeyOf } from '../../domain/definitions/keys.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { createCatalog } from '../../domain/journeys/catalog.ts'
import { createHolds } from '../../domain/journeys/holds.ts'
import type { Connection } from '../../models/connect.ts'
import { createCustomerLists } from '../../models/customer-lists.ts'
import { createPassedPeople } from '../../models/passed-people.ts'
import { createRunPlaces } from '../../models/run-places.ts'
import { createStandingRuns } from '../../models/standing-runs.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import { createPlaceHandlers } from '../admin-api/places/handlers.ts'
import type { wireMembers } from './members.ts'
import type { Stores } from './stores.ts'

/** 运行: who is where on a journey. */
export function wirePlaces(deps: {
  connection: Connection
  stores: Pick<Stores, 'definitions' | 'runs'>
  published: Published
  customers: Customers
  ground: Pick<ReturnType<typeof wireMembers>, 'scopes' | 'auditLog'>
  clock: Clock
  realClock: Clock
}) {
  const { connection, stores, published, clock } = deps
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })
  return createPlaceHandlers({
    ...deps,
    ...deps.ground,
    definitions: stores.definitions,
    places: createRunPlaces(connection),
    standing: createStandingRuns(connection),
    passed: createPassedPeople(connection),
    touches: createTouchFigures(connection),
    lists: createCustomerLists(connection),
    versionOf: catalog.definition,
    versionIdsOf: async (id) =>
      (await published.numbersOf([keyOf('journey', id)])).map(({ number }) => versionKeyOf(id, number)),
    holds,
  })
}
