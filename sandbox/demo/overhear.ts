import type { Clock } from '../../domain/clock.ts'
import { findCurrent } from '../../domain/customers/find-current.ts'
import type { Decision, Touch } from '../../models/touch.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import type { StoryLine } from './protocol.ts'

/** What a wait must be about to be worth a line; the others last seconds. */
const waitsWorthTelling: ReadonlySet<string> = new Set(['quietHours', 'dayCapFull', 'weekCapFull'])
/** Reminders in WeCom and notes to the manager are told with what they lead to. */
const noticesWorthTelling: ReadonlySet<string> = new Set(['card', 'sms', 'reminderSms'])

type Happening = Pick<StoryLine, 'name' | 'props'>

/**
 * The same stores, telling what leaves no event: a message not sent, put off or moved to another channel, and a task
 * that reached a salesperson. Each once.
 */
export function overhear(stores: Stores, clock: Clock, tell: (line: StoryLine) => void): Stores {
  const told = new Set<string>()

  async function tellOnce(key: string, customerId: string, { name, props }: Happening): Promise<void> {
    if (told.has(key)) return
    told.add(key)
    const at = clock.now().toISOString()
    const customer = await findCurrent(stores.customers, customerId)
    tell({
      at,
      name,
      customerId: customer?._id ?? customerId,
      nickname: customer?.profile.nickname,
      props,
    })
  }

  return {
    ...stores,
    touches: {
      ...stores.touches,
      async advance(touch, changes) {
        const moved = await stores.touches.advance(touch, changes)
        for (const each of moved ? whatHappened(touch, moved) : []) {
          await tellOnce(`${touch._id} ${each.name} ${touch.attempts.length}`, touch.customerId, each)
        }
        return moved
      },
    },
    tasks: {
      ...stores.tasks,
      async replace(task) {
        const stored = await stores.tasks.replace(task)
        for (const { n, kind, state, staff } of stored?.notices ?? []) {
          if (state !== 'sent' || !noticesWorthTelling.has(kind)) continue
          await tellOnce(`${task._id} ${n}`, task.customerId, { name: `told.${kind}`, props: { staff } })
        }
        return stored
      },
    },
  }
}

/** What a step of a touch means to the story, cause first. */
function whatHappened(before: Touch, after: Touch): Happening[] {
  const { messageId, channel } = after
  const happenings: Happening[] = []
  const refusal = before.decisions.findLast(wasRefused)
  const next = after.state === 'reserved' || after.state === 'deferred'
  if (refusal && next && refusal.channel !== channel) {
    const { reason, channel: refused } = refusal
    happenings.push({
      name: 'message.fell_back',
      props: { messageId, channel: refused, next: channel, reason },
    })
  }
  const last = after.decisions.at(-1)
  if (after.state === 'skipped' && before.state !== 'skipped') {
    happenings.push({ name: 'message.skipped', props: { messageId, channel, reason: last?.reason } })
  }
  if (after.state === 'deferred' && last && waitsWorthTelling.has(last.reason)) {
    const until = last.until?.toISOString()
    happenings.push({ name: 'message.put_off', props: { messageId, channel, reason: last.reason, until } })
  }
  return happenings
}

/** A provider refused, now or by a later receipt; a channel the customer never had is no news. */
function wasRefused({ verdict, gate }: Decision): boolean {
  return verdict === 'fallback' && (gate === 'provider' || gate === 'receipt')
}
