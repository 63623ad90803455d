import { createAudience } from '../../domain/audience/query.ts'
import { createSurveyor } from '../../domain/audience/surveyor.ts'
import { createAheadOf } from '../../domain/broadcasts/ahead-of.ts'
import { createForecast, drawn } from '../../domain/broadcasts/forecast.ts'
import { createPlannedSends } from '../../domain/broadcasts/planned-sends.ts'
import type { StoresOfPeople } from '../../domain/broadcasts/stores-of-people.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import { precedenceInForce } from '../../domain/definitions/precedence-in-force.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Outlook } from '../../domain/outreach/create-outreach.ts'
import type { Connection } from '../../models/connect.ts'
import { createQueuedTouches } from '../../models/queued-touches.ts'
import { createStandingRuns } from '../../models/standing-runs.ts'
import type { Stores } from './stores.ts'

/** What a planned 群发 would come to, with what goes before it. */
export function wireForecast(deps: {
  connection: Connection
  stores: Pick<Stores, 'groupSends'>
  published: Published
  customers: Pick<Customers, 'findMany' | 'traitInClear'>
  foresee: Outlook['foresee']
  storesOfPeople: () => Promise<Pick<StoresOfPeople, 'codeOf'>>
  clock: Clock
  realClock: Clock
}) {
  const { connection, stores, published, customers, foresee, storesOfPeople, clock, realClock } = deps
  const audience = createAudience({ connection, clock, segment: published.registry.segment })
  const surveyor = createSurveyor({ connection, customers, clock })
  const { message } = published.registry
  const before = createPlannedSends({
    published,
    calendar: () => calendarInForce(published.snapshot()),
    waiting: createQueuedTouches(connection),
    standing: createStandingRuns(connection),
    customers,
    audience,
    drawn: async (to) => (await drawn(to, { audience, surveyor })).ids,
    priorityOf: precedenceInForce(published.snapshot).of,
    clock,
  })
  const { groupSends } = stores
  return createForecast({
    audience,
    surveyor,
    customers,
    foresee,
    aheadOf: createAheadOf({ before, groupSends, foresee, message, customers }),
    storesOfPeople,
    message,
    realClock,
  })
}
