import type { Follow } from '../../models/customer.ts'
import { inboxIdOf } from '../inbox-id.ts'
import type { WecomEvent } from '../parse-event.ts'
import type { Delivery } from './event-handler.ts'

/**
 * One welcome per friendship. add_half and add may both come, each with a code, even in the same second: both name the
 * touch by the second the friendship began, never by their own kind.
 */
export function welcomeTouchId(event: WecomEvent, delivery: Delivery, follow: Follow | undefined): string {
  const began = follow && !follow.removedAt ? follow.since : delivery.at
  const CreateTime = Math.floor(began.getTime() / 1_000)
  return `welcome:${inboxIdOf({ ...event, ChangeType: 'add_external_contact', CreateTime })}`
}
