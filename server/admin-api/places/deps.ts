import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { createScopes } from '../../../domain/members/scope.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { PassedPeople } from '../../../models/passed-people.ts'
import type { RunPlaces } from '../../../models/run-places.ts'
import type { StandingRuns } from '../../../models/standing-runs.ts'
import type { createTouchFigures } from '../../../models/touch-figures.ts'
import type { WhyDeps } from './why.ts'

export interface PlacesDeps extends WhyDeps {
  places: RunPlaces
  standing: StandingRuns
  passed: PassedPeople
  touches: Pick<ReturnType<typeof createTouchFigures>, 'page'>
  /** All versions of a journey, as runs name them. */
  versionIdsOf: (journeyId: string) => Promise<string[]>
  customers: Pick<Customers, 'find' | 'findMany' | 'masked'>
  lists: Pick<CustomerLists, 'owners' | 'list' | 'countOwned' | 'ownersOf'>
  scopes: ReturnType<typeof createScopes>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
  realClock: Clock
}
