import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import { type EventHandler, pairSchema } from './event-handler.ts'

/** A member edited a customer's remark, numbers or tags in WeCom (edit_external_contact, document 92130): the event does not say what. */
export function createFriendEdited({ takePair }: Pick<ContactSync, 'takePair'>): EventHandler {
  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: staff, ExternalUserID: externalUserid } = pair.data
    return (await takePair({ staff, externalUserid, cause: delivery._id })) ? 'done' : 'ignored'
  }
}
