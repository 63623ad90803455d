import type { TraitValue } from '../../../models/customer.ts'

/** How the values of two customers who turn out to be one become one value. */
export type Unite = (survivor: TraitValue, loser: TraitValue) => TraitValue

export interface TraitRule {
  unite: Unite
  /**
   * Whether a change is an event of its own. False for what moves with nearly every event: the event that moved it is itself
   * the history, and one more of each would only double it.
   */
  announced: boolean
}

const latest: Unite = (a, b) => (b > a ? b : a)
const earliest: Unite = (a, b) => (b < a ? b : a)
const sum: Unite = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a + b : a)
const survivors: Unite = (a) => a

/** Traits Kelu keeps itself. Those of orders are computed again from the united orders (see orders.ts). */
const rules: Record<string, TraitRule> = {
  registeredAt: { unite: earliest, announced: false },
  lastSeenAt: { unite: latest, announced: false },
  lastLoginAt: { unite: latest, announced: false },
  firstOrderAt: { unite: earliest, announced: true },
  lastOrderAt: { unite: latest, announced: true },
  ordersCount: { unite: sum, announced: true },
  spend365Fen: { unite: sum, announced: true },
  lastProductName: { unite: survivors, announced: true },
  purchaseCycleDays: { unite: survivors, announced: true },
  nextOrderAt: { unite: latest, announced: true },
  productViews: { unite: sum, announced: false },
  lastViewedProductId: { unite: survivors, announced: false },
  lastProductViewAt: { unite: latest, announced: false },
}

/** Traits named by marketers and imports: the survivor's value stays, and every change is told. */
const own: TraitRule = { unite: survivors, announced: true }

export function traitRule(trait: string): TraitRule {
  return Object.hasOwn(rules, trait) ? (rules[trait] as TraitRule) : own
}
