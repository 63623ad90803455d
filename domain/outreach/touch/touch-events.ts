import type { Touch, TouchEffect } from '../../../models/touch.ts'
import type { EventName } from '../../events.ts'

/** The effect of telling one event about a touch. `key` makes its id, so that telling twice is hearing once. */
export function eventEffect(
  touch: Touch,
  name: EventName,
  key: string,
  at: Date,
  more: Record<string, unknown> = {},
): TouchEffect {
  const { messageId, channel, journeyId, stepId, runId, purpose } = touch
  const props: Record<string, unknown> = {
    touchId: touch._id,
    messageId,
    channel,
    journeyId,
    stepId,
    runId,
    purpose,
    ...more,
  }
  for (const [prop, value] of Object.entries(props)) if (value === undefined) delete props[prop]
  return {
    kind: 'tell',
    event: {
      _id: `touch:${touch._id}:${key}`,
      customerId: touch.customerId,
      name,
      at,
      props,
      source: 'outreach',
    },
  }
}

/** message.sent: `touch:<id>:sent`; a later channel after a failed receipt says `:sent:<attempt>`. */
export function sentEvent(touch: Touch, at: Date): TouchEffect {
  const attempt = touch.attempts.length
  const first = !touch.selfDriven || attempt <= 1
  return eventEffect(touch, 'message.sent', first ? 'sent' : `sent:${attempt}`, at)
}

/** message.failed, once per attempt whether the provider, a receipt or the lack of another channel says it. */
export function failedEvent(touch: Touch, reason: string, at: Date): TouchEffect {
  return eventEffect(touch, 'message.failed', `failed:${touch.attempts.length}`, at, { reason })
}
