import type { Clock } from '../../domain/clock.ts'
import { endFriendship } from '../../domain/contact-sync/end-friendship.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { DomainError } from '../../domain/errors.ts'
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

    await endFriendship(customers, customer, { corp, staff, by, at: delivery.at }, delivery._id)
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
}
