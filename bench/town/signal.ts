import type { KeluEvent } from '../../models/event.ts'
import type { Touch } from '../../models/touch.ts'
import { drawn } from './numbers.ts'

const hourMs = 3_600_000

/** What somebody did with a message that reached them: a third do something, within two days. */
export function signalsOf(touch: Touch, chance: () => number): KeluEvent[] {
  const { _id: touchId, customerId, sentAt, messageId, journeyId, stepId, channel } = touch
  if (sentAt === undefined || chance() > 1 / 3) return []
  const name = drawn(chance(), [
    [0.6, 'message.opened'],
    [0.9, 'message.clicked'],
    [1, 'message.replied'],
  ] as const)
  const at = new Date(sentAt.getTime() + Math.floor(chance() * 48 * hourMs))
  return [
    {
      ...{ _id: `${touchId}:${name}`, customerId, name, at, receivedAt: at, source: 'bench' },
      props: { touchId, messageId, journeyId, stepId, channel },
    },
  ]
}
