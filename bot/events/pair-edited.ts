import type { Customers } from '../../domain/customers/contract.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { type EventHandler, pairSchema } from './event-handler.ts'

/** A member changed remark or tags of a customer in the client (edit_external_contact). The event says neither: the pair is read. */
export function createPairEdited(deps: {
  corp: string
  customers: Pick<Customers, 'findByIdentity' | 'identityKey'>
  tagSync: Pick<TagSync, 'readContact'>
}): EventHandler {
  const { corp, customers, tagSync } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: staff, ExternalUserID: value } = pair.data
    const customer = await customers.findByIdentity(customers.identityKey({ kind: 'external', corp, value }))
    if (!customer) return 'ignored'
    await tagSync.readContact(customer, value, { staff, at: delivery.at })
    return 'done'
  }
}
