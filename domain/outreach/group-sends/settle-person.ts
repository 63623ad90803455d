import type { GroupSendPerson, PartState } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import type { Touch } from '../../../models/touch.ts'
import { quotaKey } from '../../../models/wecom-quota.ts'
import { deliver } from '../delivery/deliver.ts'
import { recordAnswer } from '../delivery/record-answer.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { requestOf } from '../touch/begin-touch.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { noteLeftFriend } from './left-friend.ts'
import { attemptIn } from './membership.ts'
import { afterNotSent, type NotSent } from './not-sent.ts'

export type PersonOutcome = { kind: 'sent'; at: Date } | ({ kind: 'notSent' } & NotSent)

/**
 * What a group-send came to for one customer, written to their touch first and to the group-send last: what a crash left is
 * done again, and changes nothing the second time. The one place from which a touch leaves a group-send.
 */
export async function settlePerson(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  person: GroupSendPerson,
  outcome: PersonOutcome,
): Promise<void> {
  const { groupSendPeople, wecomQuota } = deps.stores
  if (outcome.kind === 'notSent' && outcome.reason === 'notFriend') {
    await noteLeftFriend(parts, send, person)
  }
  const quota = quotaKey(send.corp, person.externalUserid)
  if (outcome.kind === 'sent') await wecomQuota.confirm(quota, { cause: person.touchId, at: outcome.at })
  else await wecomQuota.giveBack(quota, person.touchId)

  const touch = await write(parts, send, person, outcome)
  if (touch) await goOn(parts, touch)
  const [to, reason]: [PartState, string] =
    outcome.kind === 'sent'
      ? ['settled', 'sent']
      : [person.state === 'joined' ? 'left' : 'settled', outcome.reason]
  await groupSendPeople.move(person._id, person.state, to, reason)
}

/** The touch as it is after the outcome; null when it was known already. */
async function write(
  parts: OutreachParts,
  send: GroupSend,
  person: GroupSendPerson,
  outcome: PersonOutcome,
): Promise<Touch | null> {
  for (;;) {
    const touch = await parts.stores.touches.find(person.touchId)
    const n = touch ? attemptIn(touch, send._id) : 0
    if (touch?.attempts[n - 1]?.outcome !== 'awaitingStaff') return null
    const now = parts.clock.now()
    const { timings } = parts
    const changes =
      outcome.kind === 'sent'
        ? recordAnswer({
            touch,
            n,
            answer: { kind: 'sent', providerId: send._id },
            now,
            sentAt: outcome.at,
            timings,
          })
        : afterNotSent(touch, n, outcome, now)
    if (!changes) return null
    const written = await parts.book.write(touch, changes, now)
    if (!written) continue
    return parts.finishEffects(written, now)
  }
}

/** Whoever asks for the touch asks now; one that nobody asks for, or wants, any more is taken on here. */
async function goOn(parts: OutreachParts, touch: Touch): Promise<void> {
  const isAskedFor = touch.runId !== undefined && (await parts.stillWanted(touch))
  if (isAskedFor) await parts.askAgainAt(touch, parts.clock.now())
  else if (touch.state === 'planned')
    await deliver(
      parts,
      requestOf(touch, () => parts.stillWanted(touch)),
    )
}
