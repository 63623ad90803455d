import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { type EventHandler, pairSchema } from './event-handler.ts'

/** A member edited a customer's remark, numbers or tags in WeCom (edit_external_contact, document 92130): the event does not say what. */
export function createFriendEdited(deps: {
  corp: string
  customers: Pick<Customers, 'findByIdentity' | 'identityKey'>
  /** Absent = remarks and numbers are not kept. */
  contactSync?: Pick<ContactSync, 'takePair'> | null
  tagSync: Pick<TagSync, 'readContact'>
}): EventHandler {
  const { corp, customers, contactSync, tagSync } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: staff, ExternalUserID: externalUserid } = pair.data
    const key = customers.identityKey({ kind: 'external', corp, value: externalUserid })
    const customer = await customers.findByIdentity(key)
    if (!customer) return 'ignored'
    await contactSync?.takePair({ staff, externalUserid, cause: delivery._id })
    await tagSync.readContact(customer, externalUserid, { staff, at: delivery.at })
    return 'done'
  }
}
