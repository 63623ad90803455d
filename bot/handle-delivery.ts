import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { ContactSync } from '../domain/contact-sync/contract.ts'
import type { CustomerService } from '../domain/customer-service/create-customer-service.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { ContactReader } from '../domain/customers/ports.ts'
import type { HandOvers } from '../domain/hand-over/create-hand-over.ts'
import type { UrgentInboxHandler } from '../domain/inbox/inbox.ts'
import type { Log } from '../domain/log.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { Sales } from '../domain/sales/contract.ts'
import type { FriendRemarks } from '../domain/sidebar/ports.ts'
import type { TagSync } from '../domain/tag-sync/create-tag-sync.ts'
import type { ChannelCodes } from './channel-codes.ts'
import { createCardClicked } from './events/card-clicked.ts'
import { createMemberChanged, createPartyChanged } from './events/contact-changed.ts'
import type { EventHandler, UrgentPart } from './events/event-handler.ts'
import { createFriendAdded } from './events/friend-added.ts'
import { createFriendEdited } from './events/friend-edited.ts'
import { createFriendRemoved } from './events/friend-removed.ts'
import { byTransfer, createFriendTransferred } from './events/friend-transferred.ts'
import { createKfRang } from './events/kf-rang.ts'
import { createTagListChanged } from './events/tag-list-changed.ts'
import { createTransferFailed } from './events/transfer-failed.ts'
import { kindOf, parseEvent, type WecomEvent } from './parse-event.ts'

const payloadSchema = z.union([
  // As parseEvent gave it: nobody but us can have sealed it.
  z.object({ event: z.custom<WecomEvent>((value) => typeof value === 'object' && value !== null) }),
  // What was not understood, and everything that was stored before events were kept parsed.
  z.object({ xml: z.string() }),
])

/** The inbox handler of source `wecom`: a table from event kind to handler; kinds without one stay stored and are ignored. */
export function createWecomDeliveryHandler(deps: {
  corp: string
  customers: Customers
  outreach: Outreach
  sales: Pick<Sales, 'act' | 'taskOfCard'>
  contacts: ContactReader
  handOvers: Pick<HandOvers, 'onTheWay' | 'takeOver'>
  tagSync: Pick<TagSync, 'carry' | 'readContact' | 'listChanged'>
  channelCodes: ChannelCodes
  /** Absent = no code has new friends called anything. */
  remarks?: FriendRemarks | null
  /** Absent = edits and changes of staff are not heard. */
  contactSync?: Pick<ContactSync, 'staff' | 'rename' | 'takePair'> | null
  /** Absent = 微信客服 is not heard. */
  customerService?: Pick<CustomerService, 'hearFrom'> | null
  clock: Clock
  log: Log
}): UrgentInboxHandler {
  const friendAdded = createFriendAdded(deps)
  const deletedByStaff = createFriendRemoved(deps, 'staff')
  const transferred = createFriendTransferred(deps)
  const tagListChanged = createTagListChanged(deps)
  const handlers = new Map<string, EventHandler>([
    ['change_external_contact/add_external_contact', friendAdded.complete],
    ['change_external_contact/add_half_external_contact', friendAdded.complete],
    ['change_external_contact/del_follow_user', createFriendRemoved(deps, 'customer')],
    [
      'change_external_contact/del_external_contact',
      (event, delivery) =>
        event.Source === byTransfer ? transferred(event, delivery) : deletedByStaff(event, delivery),
    ],
    ['change_external_contact/transfer_fail', createTransferFailed(deps)],
    ['change_external_contact/edit_external_contact', createFriendEdited(deps)],
    ['change_external_tag/create', tagListChanged],
    ['change_external_tag/update', tagListChanged],
    ['change_external_tag/delete', tagListChanged],
    ['change_external_tag/shuffle', tagListChanged],
    ['template_card_event', createCardClicked(deps)],
    ...kfHandlers(deps),
    ...(deps.contactSync ? handlersOfContacts(deps.contactSync) : []),
  ])

  const urgentParts = new Map<string, UrgentPart>([
    ['change_external_contact/add_external_contact', friendAdded.greet],
    ['change_external_contact/add_half_external_contact', friendAdded.greet],
  ])

  return {
    async urgent(payload, record) {
      const event = await eventIn(payload)
      return event && urgentParts.get(kindOf(event))?.(event, record)
    },
    async handle(payload, record, begun) {
      const event = await eventIn(payload)
      const handler = event && handlers.get(kindOf(event))
      return event && handler ? handler(event, record, begun) : 'ignored'
    },
    ignores: (kind) => !handlers.has(kind),
  }
}

function kfHandlers({
  customerService,
  clock,
}: {
  customerService?: Pick<CustomerService, 'hearFrom'> | null
  clock: Clock
}): [string, EventHandler][] {
  return customerService ? [['kf_msg_or_event', createKfRang({ customerService, clock })]] : []
}

function handlersOfContacts(
  contactSync: Pick<ContactSync, 'staff' | 'rename' | 'takePair'>,
): [string, EventHandler][] {
  const memberChanged = createMemberChanged(contactSync)
  const partyChanged = createPartyChanged(contactSync)
  return [
    ...['create_user', 'update_user', 'delete_user'].map((type): [string, EventHandler] => [
      `change_contact/${type}`,
      memberChanged,
    ]),
    ...['create_party', 'update_party', 'delete_party'].map((type): [string, EventHandler] => [
      `change_contact/${type}`,
      partyChanged,
    ]),
  ]
}

async function eventIn(payload: unknown): Promise<WecomEvent | null> {
  const kept = payloadSchema.parse(payload)
  return 'event' in kept ? kept.event : parseEvent(kept.xml)
}
