import { z } from 'zod'
import { isSameStaff } from '../../domain/customers/follows.ts'
import type { Follow } from '../../models/customer.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import type { WecomEvent } from '../parse-event.ts'

/** What a handler may know of the delivery; `_id` makes everything it causes harmless to repeat. */
export type Delivery = Pick<InboxRecord, '_id' | 'at'>

/** `begun` is what the urgent part of this kind gave just now, if it has one and that was done. */
export type EventHandler = (
  event: WecomEvent,
  delivery: Delivery,
  begun?: unknown,
) => Promise<'done' | 'ignored'>

/** What cannot wait for the rest of the handler. */
export type UrgentPart = (event: WecomEvent, delivery: Delivery) => Promise<unknown>

/** The pair a customer-contact event is about. */
export const pairSchema = z.object({
  UserID: z.string().min(1),
  ExternalUserID: z.string().min(1),
})

/** The relation of this customer to one salesperson, ended or not. */
export function followOf(follows: Follow[], corp: string, staff: string): Follow | undefined {
  const ofPair = follows.filter((follow) => follow.corp === corp && isSameStaff(follow.staff, staff))
  return ofPair.find((follow) => !follow.removedAt) ?? ofPair.at(-1)
}
