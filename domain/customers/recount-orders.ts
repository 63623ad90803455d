import type { Customer } from '../../models/customer.ts'
import type { OrderEntry } from '../../models/order-entry.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { uniteLedgers } from './traits/order-ledger.ts'
import { refreshOrderTraits } from './traits/orders.ts'
import { addRuleTags } from './traits/rule-tags.ts'

/** What orders make of somebody, from nothing: those they carry, and those known elsewhere, whose word stands where both tell. */
export function recountOrders(
  draft: Customer,
  known: readonly OrderEntry[],
  now: Date,
  rules?: BuyerRules,
): void {
  draft.orders = uniteLedgers(known, draft.orders ?? [])
  refreshOrderTraits(draft, now, rules)
  addRuleTags(draft, now)
}
