import type { CustomerStore } from '../../models/customers.ts'
import type { Clock } from '../clock.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import type { Log } from '../log.ts'
import type { EventFlow } from './event-flow.ts'
import type { Journal } from './journal.ts'
import type { Merge } from './merge.ts'
import { refreshOrderTraits } from './traits/orders.ts'

/** Younger work is in somebody's hands. */
const untouchedMs = 10_000
const batch = 200

/** Finishes what crashes left behind, a bounded batch at a time. */
export function createSweep(deps: {
  customers: CustomerStore
  journal: Journal
  flow: EventFlow
  resumeMerge: Merge['resume']
  /** What buyers are sorted by. */
  buyerRules?: () => BuyerRules
  clock: Clock
  log: Log
}) {
  const { customers, journal, flow, resumeMerge, clock, log } = deps

  async function finishMerges(): Promise<number> {
    const survivors = await customers.inMerge(batch)
    return countFinished(survivors, (survivor) => resumeMerge(survivor._id, survivor.merging ?? []))
  }

  async function publishOutboxes(before: Date): Promise<number> {
    const waiting = await customers.withUnpublished(before, batch)
    return countFinished(waiting, (customer) => flow.publish(customer.outbox))
  }

  /** An order older than 365 days leaves the spend without any event, buyers are scored anew by other rules, and a 勿扰 ends. */
  async function refreshTraits(): Promise<number> {
    const due = await customers.dueForRefresh(clock.now(), batch)
    return countFinished(due, async (customer) => {
      const commit = await journal.commit(customer._id, {
        edit(draft, now) {
          if (draft.orders) refreshOrderTraits(draft, now, deps.buyerRules?.())
          else delete draft.refreshAt
        },
      })
      await flow.publish(commit.events)
    })
  }

  /** One customer who cannot be dealt with does not keep the others waiting. */
  async function countFinished<T extends { _id: string }>(
    items: T[],
    finish: (item: T) => Promise<unknown>,
  ): Promise<number> {
    let finished = 0
    for (const item of items) {
      try {
        await finish(item)
        finished++
      } catch (error) {
        log.error({ customerId: item._id, err: error }, 'the sweep could not finish this customer')
      }
    }
    return finished
  }

  return async function sweep(): Promise<number> {
    const before = new Date(clock.now().getTime() - untouchedMs)
    const merges = await finishMerges()
    const outboxes = await publishOutboxes(before)
    const events = await flow.resume(before, batch)
    const refreshed = await refreshTraits()
    const total = merges + outboxes + events + refreshed
    if (total > 0) log.info({ merges, outboxes, events, refreshed }, 'customers swept')
    return total
  }
}
