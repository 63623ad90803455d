import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Customer } from '../../models/customer.ts'
import { type Delivery, type EventHandler, pairSchema } from './event-handler.ts'

/** Deliveries may be dealt with out of order, an adding after many others of its burst. */
const waitForAddingMs = 10 * 60_000
const lookAgainMs = 30_000

/** A friendship ended: `customer` deleted the salesperson (del_follow_user), or `staff` the customer (del_external_contact). */
export function createFriendRemoved(
  deps: { corp: string; customers: Customers; clock: Clock },
  by: 'customer' | 'staff',
): EventHandler {
  const { corp, customers, clock } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const staff = pair.data.UserID
    const key = customers.identityKey({ kind: 'external', corp, value: pair.data.ExternalUserID })
    const customer = await customers.findByIdentity(key)
    if (!customer) return soonHeardOf(delivery)

    await end(customer, staff, delivery)
    await customers.hear({
      _id: delivery._id,
      customerId: customer._id,
      name: 'wecom.friend_removed',
      at: delivery.at,
      props: { staff, by, ...(event.Source ? { reason: event.Source } : {}) },
      source: 'wecom',
    })
    return 'done'
  }

  /** Their adding may still be waiting its turn; somebody not heard of by then is nobody's friend. */
  function soonHeardOf(delivery: Delivery): 'ignored' {
    const now = clock.now().getTime()
    if (now - delivery.at.getTime() > waitForAddingMs) return 'ignored'
    throw new DomainError('platform.unavailable', {
      what: 'the adding before this removal',
      until: new Date(now + lookAgainMs),
    })
  }

  /** What decides is when it happened: a friendship that is younger than this removal goes on. */
  async function end(customer: Customer, staff: string, { _id, at }: Delivery) {
    const endFollow = { corp, staff, by, at }
    const left = await customers.change(customer, { endFollow }, `${_id}:follow`)
    if (left.follows.some((follow) => !follow.removedAt)) return
    const unreachable = { state: 'unreachable', reason: 'noFriend' } as const
    await customers.change(left, { setReach: { wecom: unreachable } }, `${_id}:reach`)
  }
}
