import { activity } from './activity.ts'
import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

/** Beside what `activity` hears: what happens in a store or between the customer and a salesperson. */
const between: ReadonlySet<string> = new Set([
  'order.created',
  'order.paid',
  'order.received',
  'order.refund_requested',
  'coupon.redeemed',
  'complaint.opened',
  'task.done',
])

/** `lastInteractionAt`: the last time there was anything between the customer and the company that was not only said to them. */
export const interaction: Reducer = {
  hears: (event) =>
    activity.hears(event) ||
    // Who could not be reached was not spoken to.
    (between.has(event.name) && event.props.result !== 'notReached'),
  apply(draft, event) {
    draft.traits.lastInteractionAt = laterOf(draft.traits.lastInteractionAt, event.at)
  },
}
