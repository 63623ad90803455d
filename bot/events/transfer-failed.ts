import type { Customers } from '../../domain/customers/contract.ts'
import { type EventHandler, pairSchema } from './event-handler.ts'

/** A hand-over came to nothing (transfer_fail): the customer refused, or the new member has too many. Who asked for it looks after it. */
export function createTransferFailed(deps: {
  corp: string
  customers: Pick<Customers, 'findByIdentity' | 'identityKey' | 'hear'>
}): EventHandler {
  const { corp, customers } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: staff, ExternalUserID: value } = pair.data
    const customer = await customers.findByIdentity(customers.identityKey({ kind: 'external', corp, value }))
    if (!customer) return 'ignored'
    await customers.hear({
      _id: delivery._id,
      customerId: customer._id,
      name: 'wecom.transfer_failed',
      at: delivery.at,
      props: { staff, ...(event.FailReason ? { reason: event.FailReason } : {}) },
      source: 'wecom',
    })
    return 'done'
  }
}
