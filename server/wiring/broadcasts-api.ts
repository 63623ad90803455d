import { createConfirmRates } from '../../domain/broadcasts/confirm-rates.ts'
import { createConfirming } from '../../domain/broadcasts/confirming.ts'
import { createProgress } from '../../domain/broadcasts/progress.ts'
import { createStoresOfPeople } from '../../domain/broadcasts/stores-of-people.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { createTestAccounts } from '../../domain/customers/test-accounts.ts'
import type { MessageDefinition } from '../../domain/language/message.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Outlook } from '../../domain/outreach/create-outreach.ts'
import { createTestSends } from '../../domain/outreach/test-send.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import type { BroadcastsGround } from '../admin-api/broadcasts/ground.ts'
import { createBroadcastHandlers } from '../admin-api/broadcasts/handlers.ts'
import { createDefinitionsGround } from './definitions-api.ts'
import { wireForecast } from './forecast.ts'
import type { Stores } from './stores.ts'

/** What reaches people, for pages that plan and try it. */
export interface Reaching {
  customers: Pick<Customers, 'change' | 'findMany' | 'find' | 'masked' | 'traitInClear'>
  outlook: Outlook
  /** An outreach that finds this text where it would look for the published one. */
  saying(message: MessageDefinition, number: number): Pick<Outreach, 'deliver'>
}

/** Broadcasts as people plan, try and watch them. */
export function wireBroadcastsApi(
  deps: Parameters<typeof createDefinitionsGround>[0] & {
    stores: Pick<Stores, 'customers' | 'groupSends' | 'groupSendPeople' | 'staff' | 'retailStores'>
    reaching: Reaching
    realClock: Clock
  },
) {
  const { connection, stores, published, clock, realClock, reaching } = deps
  const { customers, outlook, saying } = reaching
  const touchFigures = createTouchFigures(connection)
  const storesOfPeople = createStoresOfPeople(stores)
  const ground: BroadcastsGround = {
    ...createDefinitionsGround(deps),
    customers,
    touchFigures,
    forecast: wireForecast({ ...deps, customers, foresee: outlook.foresee, storesOfPeople }),
    storesOfPeople,
    confirmRates: createConfirmRates({ stores, clock, realClock }),
    progressOf: createProgress({
      numbersOf: published.numbersOf,
      runFigures: createRunFigures(connection),
      touchFigures,
      realClock,
    }),
    confirmingOf: createConfirming(stores),
    testSend: createTestSends({
      testAccounts: createTestAccounts({ customers, store: stores.customers }),
      saying,
      clock,
    }),
  }
  return { broadcasts: createBroadcastHandlers(ground) }
}
