import { createAttributionKeeper } from '../../domain/attribution/keep-attributions.ts'
import { createAttributionRecounter } from '../../domain/attribution/recount.ts'
import { attributionRulesOf } from '../../domain/attribution/rules.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { CompanyRules } from '../../domain/language/settings.ts'
import type { Log } from '../../domain/log.ts'
import type { Stores } from './stores.ts'

/** To which contacts the money of orders is given. Orders are to be written down by whoever hears of them earlier. */
export function wireAttribution({
  stores,
  customers,
  rules: companyRules,
  clock,
  log,
}: {
  stores: Stores
  customers: Pick<Customers, 'findMany' | 'listen'>
  rules: () => CompanyRules
  clock: Clock
  log: Log
}) {
  const shared = {
    ...{ customers, clock, log },
    reader: stores.attributionReader,
    store: stores.attributions,
    work: stores.attributionWork,
    rules: () => attributionRulesOf(companyRules()),
  }
  const keeper = createAttributionKeeper({ ...shared, orders: stores.orders })
  customers.listen(keeper.onEvent, keeper.wants)
  return {
    sweeper: { name: 'attribution', sweep: keeper.sweep },
    recounter: createAttributionRecounter({
      ...shared,
      rounds: stores.attributionRounds,
      spend: stores.attributionSpend,
    }),
  }
}
