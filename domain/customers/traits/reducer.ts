import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'

/**
 * What one kind of fact an event carries does to a customer. `at` decides, so late and out-of-order events end in the same
 * state. Applying an event twice is prevented by `customer.recent`. Buyers are sorted by `rules`, Kelu's own when left out.
 */
export interface Reducer {
  hears(event: KeluEvent): boolean
  apply(draft: Customer, event: KeluEvent, now: Date, rules?: BuyerRules): void
}
