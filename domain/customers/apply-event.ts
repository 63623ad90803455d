import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { activity } from './traits/activity.ts'
import { cases } from './traits/cases.ts'
import { clicks } from './traits/clicks.ts'
import { engagement } from './traits/engagement.ts'
import { interaction } from './traits/interaction.ts'
import { logins } from './traits/logins.ts'
import { orders } from './traits/orders.ts'
import { products } from './traits/products.ts'
import type { Reducer } from './traits/reducer.ts'
import { addRuleTags } from './traits/rule-tags.ts'

const reducers: Reducer[] = [activity, interaction, logins, clicks, engagement, products, orders, cases]

/** Whether this event says anything about the customer beyond being history. */
export function concernsCustomer(event: KeluEvent): boolean {
  return reducers.some((reducer) => reducer.hears(event))
}

/** What the event makes of the customer: traits, engagement, orders, then the tags that follow from them. Buyers are sorted by `rules`. */
export function applyEvent(draft: Customer, event: KeluEvent, now: Date, rules?: BuyerRules): void {
  for (const reducer of reducers) if (reducer.hears(event)) reducer.apply(draft, event, now, rules)
  addRuleTags(draft, now)
}
