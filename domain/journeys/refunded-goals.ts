import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { orderKeyIn } from '../../models/order-entry.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Catalog } from './catalog.ts'
import { type MetGoal, metGoal } from './met-goal.ts'

const outcomes: ReadonlySet<string> = new Set(['order.refunded_in_part', 'order.refunded_in_full'])

/** Whether this event tells what refunds have made of an order. */
export const isRefundOutcome = ({ name }: Pick<KeluEvent, 'name'>): boolean => outcomes.has(name)

/**
 * Money that was given back is taken from what the goal of a run was worth, on the day of its order. An order of which nothing is
 * left was never a purchase: then the next one of the window meets the goal, or none does. That it was told stands.
 */
export function createRefundedGoals(deps: {
  runs: Pick<RunStore, 'withGoalBy' | 'replaceGoal' | 'dropGoal'>
  catalog: Pick<Catalog, 'definition'>
  customers: Pick<Customers, 'history'>
  clock: Clock
}) {
  const { runs, catalog, customers, clock } = deps

  async function goalOf(run: Run, customer: Customer): Promise<MetGoal | null> {
    const goal = (await catalog.definition(run.versionId))?.goal
    if (goal === undefined) return null
    // The second the run began in belongs to it.
    const since = new Date(run.startedAt.getTime() - 1_000)
    const events = await customers.history(customer, [goal.event], since)
    const met = events.flatMap((event) => metGoal(run, goal, { event, customer, now: clock.now() }) ?? [])
    return met.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null
  }

  return async function recount(event: KeluEvent, customer: Customer): Promise<void> {
    const order = orderKeyIn(event.props)
    if (order === null) return
    for (const run of await runs.withGoalBy([customer._id, ...customer.mergedFrom], order)) {
      const met = await goalOf(run, customer)
      if (met === null) await runs.dropGoal(run._id, order)
      else await runs.replaceGoal(run._id, order, met)
    }
  }
}

export type RefundedGoals = ReturnType<typeof createRefundedGoals>
