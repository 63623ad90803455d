import type { createConfirmRates } from '../../../domain/broadcasts/confirm-rates.ts'
import type { createConfirming } from '../../../domain/broadcasts/confirming.ts'
import type { createForecast } from '../../../domain/broadcasts/forecast.ts'
import type { createProgress } from '../../../domain/broadcasts/progress.ts'
import type { createStoresOfPeople } from '../../../domain/broadcasts/stores-of-people.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { createTestSends } from '../../../domain/outreach/test-send.ts'
import type { createTouchFigures } from '../../../models/touch-figures.ts'
import type { DefinitionsGround } from '../definitions/ground.ts'

/** What the operations about broadcasts work with. */
export interface BroadcastsGround extends DefinitionsGround {
  forecast: ReturnType<typeof createForecast>
  storesOfPeople: ReturnType<typeof createStoresOfPeople>
  confirmRates: ReturnType<typeof createConfirmRates>
  progressOf: ReturnType<typeof createProgress>
  confirmingOf: ReturnType<typeof createConfirming>
  touchFigures: Pick<ReturnType<typeof createTouchFigures>, 'page'>
  customers: Pick<Customers, 'findMany' | 'masked'>
  testSend: ReturnType<typeof createTestSends>
}
