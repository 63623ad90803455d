import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Follow } from '../../models/customer.ts'
import { inboxIdOf } from '../inbox-id.ts'
import type { WecomEvent } from '../parse-event.ts'
import type { Delivery } from './event-handler.ts'

/**
 * One welcome per friendship. add_half and add may both come, each with a code: the later one continues the touch of the
 * one that began the friendship, which is found by its key because only the kind and the second differ.
 */
export async function welcomeTouchId(
  event: WecomEvent,
  delivery: Delivery,
  follow: Follow | undefined,
  outreach: Pick<Outreach, 'findTouch'>,
): Promise<string> {
  if (follow && !follow.removedAt) {
    const beganAt = Math.floor(follow.since.getTime() / 1_000)
    for (const ChangeType of ['add_external_contact', 'add_half_external_contact']) {
      const id = `welcome:${inboxIdOf({ ...event, ChangeType, CreateTime: beganAt })}`
      if (await outreach.findTouch(id)) return id
    }
  }
  return `welcome:${delivery._id}`
}
