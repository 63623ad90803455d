import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import type { ContactReader, CorpTags } from '../domain/customers/ports.ts'
import type { InboxHandler } from '../domain/inbox/inbox.ts'
import type { Log } from '../domain/log.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { Sales } from '../domain/sales/contract.ts'
import type { ChannelCodes } from './channel-codes.ts'
import { createCardClicked } from './events/card-clicked.ts'
import type { EventHandler } from './events/event-handler.ts'
import { createFriendAdded } from './events/friend-added.ts'
import { createFriendRemoved } from './events/friend-removed.ts'
import { kindOf, parseEvent } from './parse-event.ts'

const payloadSchema = z.object({ xml: z.string() })

/** The inbox handler of source `wecom`: a table from event kind to handler; kinds without one stay stored and are ignored. */
export function createWecomDeliveryHandler(deps: {
  corp: string
  customers: Customers
  outreach: Outreach
  sales: Pick<Sales, 'act' | 'taskOfCard'>
  contacts: ContactReader
  corpTags: CorpTags
  channelCodes: ChannelCodes
  log: Log
}): InboxHandler {
  const friendAdded = createFriendAdded(deps)
  const handlers = new Map<string, EventHandler>([
    ['change_external_contact/add_external_contact', friendAdded],
    ['change_external_contact/add_half_external_contact', friendAdded],
    ['change_external_contact/del_follow_user', createFriendRemoved(deps, 'customer')],
    ['change_external_contact/del_external_contact', createFriendRemoved(deps, 'staff')],
    ['template_card_event', createCardClicked(deps)],
  ])

  return async (payload, record) => {
    const event = await parseEvent(payloadSchema.parse(payload).xml)
    const handler = event && handlers.get(kindOf(event))
    return event && handler ? handler(event, record) : 'ignored'
  }
}
