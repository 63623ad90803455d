import { copyDocument } from '../../models/copy-document.ts'
import type { Customer } from '../../models/customer.ts'
import type { OrderEntry } from '../../models/order-entry.ts'
import { isSameDocument } from '../../models/same-document.ts'
import { recountOrders } from '../customers/recount-orders.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'

/**
 * What is kept of somebody and is something else than what their orders say at `now`: traits by name, and `orders`, `tags` and
 * `refreshAt`. Whoever never ordered has none, and of whom time alone is about to change something nobody knows yet.
 */
export function traitDifferences(
  customer: Customer,
  known: readonly OrderEntry[],
  { now, rules }: { now: Date; rules: BuyerRules },
): string[] {
  if (known.length === 0 && !customer.orders?.length) return []
  if (customer.refreshAt !== undefined && customer.refreshAt <= now) return []
  const draft = copyDocument(customer)
  recountOrders(draft, known, now, rules)
  const traits = [...new Set([...Object.keys(customer.traits), ...Object.keys(draft.traits)])]
  return [
    ...traits.filter((name) => !isSameDocument(customer.traits[name], draft.traits[name])).sort(),
    ...(['orders', 'tags', 'refreshAt'] as const).filter(
      (part) => !isSameDocument(customer[part], draft[part]),
    ),
  ]
}
