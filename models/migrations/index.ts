import { definitionsInTheStore } from './2026-11-29-definitions.ts'
import { traitNames } from './2026-11-29-trait-names.ts'
import { orderFacts } from './2026-11-30-order-facts.ts'
import { ordersOfTheirOwn } from './2026-11-30-orders.ts'
import { registrationTags } from './2026-11-30-registration-tags.ts'
import { touchStanding } from './2026-11-30-what-touches-stand-by.ts'
import { couponStates } from './2026-12-01-coupon-states.ts'
import { orderStanding } from './2026-12-01-order-standing.ts'
import { figuresByTheHour } from './2026-12-02-figures.ts'
import type { Migration } from './migrate.ts'

/**
 * What a store of an earlier release goes through before this one works on it, oldest first. Appended to, never edited
 * after a release: a store remembers what it went through by these ids.
 */
export const migrations: readonly Migration[] = [
  definitionsInTheStore,
  traitNames,
  orderFacts,
  ordersOfTheirOwn,
  registrationTags,
  touchStanding,
  couponStates,
  orderStanding,
  figuresByTheHour,
]
