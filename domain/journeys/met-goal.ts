import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type OrderKey, orderKey, orderKeyIn } from '../../models/order-entry.ts'
import type { Run } from '../../models/run.ts'
import { matchesProps } from '../audience/evaluate.ts'
import { netFen } from '../customers/traits/order-ledger.ts'
import type { GoalDefinition } from '../language/journey.ts'
import { isSince } from './is-since.ts'
import { runValuesOf } from './run-values.ts'

/** A goal as it was met: when, what it was worth, and by which order. */
export interface MetGoal {
  at: Date
  valueFen?: number
  order?: OrderKey
}

/** What an event makes of the goal of a run; null when it does not meet it. */
export function metGoal(
  run: Run,
  goal: GoalDefinition,
  { event, customer, now }: { event: KeluEvent; customer: Customer; now: Date },
): MetGoal | null {
  if (goal.event !== event.name || run.cause === event._id || !isSince(run.startedAt, event)) return null
  if (event.at.getTime() > run.startedAt.getTime() + goal.withinMs) return null
  const { where } = goal
  if (where !== undefined && !matchesProps(where, event.props, now, runValuesOf(run))) return null
  const said = goal.value === undefined ? undefined : event.props[goal.value]
  const worth = typeof said === 'number' ? { valueFen: said } : {}
  if (event.name !== 'order.paid') return { at: event.at, ...worth }
  return asPurchase({ at: event.at, ...worth }, { event, customer, goal })
}

/**
 * A payment meets a goal as far as its order counts: not one of 0 yuan, nor one that was given back, nor the same order told of
 * again; and what it is worth is what the shop keeps of it.
 */
function asPurchase(
  met: MetGoal,
  { event, customer, goal }: { event: KeluEvent; customer: Customer; goal: GoalDefinition },
): MetGoal | null {
  const order = orderKeyIn(event.props) ?? orderKey(event._id)
  const entry = customer.orders?.find(({ id, system }) => orderKey(id, system) === order)
  // Older than the orders a customer carries.
  if (entry?.payment === undefined) return { ...met, order }
  if (entry.payment.event !== event._id || netFen(entry) === 0) return null
  return { ...met, order, ...(goal.value === 'amountFen' && { valueFen: netFen(entry) }) }
}
