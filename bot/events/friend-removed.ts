import type { Customers } from '../../domain/customers/contract.ts'
import type { Customer } from '../../models/customer.ts'
import type { EventHandler } from './event-handler.ts'
import { pairSchema } from './event-handler.ts'

/** A friendship ended: `customer` deleted the salesperson (del_follow_user), or `staff` the customer (del_external_contact). */
export function createFriendRemoved(
  deps: { corp: string; customers: Customers },
  by: 'customer' | 'staff',
): EventHandler {
  const { corp, customers } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const staff = pair.data.UserID
    const key = customers.identityKey({ kind: 'external', corp, value: pair.data.ExternalUserID })
    const customer = await customers.findByIdentity(key)
    if (!customer) return 'ignored'

    if (!(await addedAgain(customer, staff, delivery.at))) await end(customer._id, staff, delivery._id)
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

  /** Deliveries may be dealt with out of order: a later friendship is not ended by an earlier removal. */
  async function addedAgain(customer: Customer, staff: string, removedAt: Date): Promise<boolean> {
    const added = await customers.history(customer, ['wecom.friend_added'], removedAt)
    return added.some((event) => event.props.staff === staff && event.at > removedAt)
  }

  async function end(customerId: string, staff: string, cause: string) {
    const left = await customers.change(customerId, { endFollow: { corp, staff, by } }, `${cause}:follow`)
    if (left.follows.some((follow) => !follow.removedAt)) return
    const unreachable = { state: 'unreachable', reason: 'noFriend' } as const
    await customers.change(left._id, { setReach: { wecom: unreachable } }, `${cause}:reach`)
  }
}
