import type { Touch } from '../../../models/touch.ts'
import type { OutreachParts, StepResult } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { awaitingAttempt } from './membership.ts'
import { afterNotSent } from './not-sent.ts'

/** What is longer under way than it should be is looked at again after this long, ms. */
const lookAgainMs = 10 * 60_000

/**
 * How a touch stands that has joined a group-send: it waits, for the group-send alone moves it on. One that came just too late
 * to be in is taken out, so that it may join another.
 */
export async function standing(parts: OutreachParts, deps: GroupSendDeps, touch: Touch): Promise<StepResult> {
  const now = parts.clock.now()
  if (!(await isIn(deps, touch))) {
    const notSent = { reason: 'missedWindow', next: 'anew' } as const
    const changes = afterNotSent(touch, touch.attempts.length, notSent, now)
    return { touch: await parts.book.write(touch, changes, now) }
  }
  if (touch.dueAt && touch.dueAt > now) return awaiting(touch.dueAt)
  const until = new Date(now.getTime() + lookAgainMs)
  return (await parts.book.write(touch, { dueAt: until }, now)) ? awaiting(until) : { touch: null }
}

const awaiting = (until: Date): StepResult => ({ state: 'deferred', until, reason: 'awaitingStaff' })

/** Whoever closes the group-send and whoever looks here decide it by one write: the first one is right. */
async function isIn(
  { stores: { groupSends, groupSendPeople } }: GroupSendDeps,
  touch: Touch,
): Promise<boolean> {
  const groupSend = awaitingAttempt(touch)?.providerId ?? ''
  const send = await groupSends.find(groupSend)
  const person = await groupSendPeople.ofTouch(touch._id, groupSend)
  if (!send || !person || person.state === 'left') return false
  if (send.state === 'collecting' || send.state === 'closing' || person.state !== 'joined') return true
  return !(await groupSendPeople.move(person._id, 'joined', 'left', 'missedWindow'))
}
