import type { Touch, TouchEffect, TouchState } from '../../../models/touch.ts'
import type { TouchChanges } from '../../../models/touches.ts'
import { messageOf } from '../content/message-version.ts'
import type { TouchSignal } from '../contract.ts'
import { deliver } from '../delivery/deliver.ts'
import { hasOpenQuestion, isOpen, markUnreachable, recordAnswer } from '../delivery/record-answer.ts'
import { originalOf } from '../delivery/repeats.ts'
import { creditTemplateOf } from '../delivery/send.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { requestOf } from '../touch/begin-touch.ts'
import { reopened, withDecision } from '../touch/decisions.ts'
import { eventEffect, failedEvent } from '../touch/touch-events.ts'

/** Later states win; a receipt that comes late never takes a touch back. */
const rank: Partial<Record<TouchState, number>> = {
  sent: 1,
  delivered: 2,
  opened: 3,
  clicked: 4,
  replied: 5,
  converted: 6,
}

/** Signal ids remembered on a touch; a provider repeats a receipt within minutes, never after so many others. */
const signalsKept = 50

/** Records what happened to a touch, once per signal id, and does what follows from it. */
export async function signal(parts: OutreachParts, given: TouchSignal): Promise<void> {
  for (;;) {
    const touch = await parts.stores.touches.find(given.touchId)
    if (!touch) {
      parts.log.warn({ touchId: given.touchId, kind: given.kind }, 'signal for an unknown touch')
      return
    }
    const now = parts.clock.now()
    if (touch.signals?.includes(given.signalId)) {
      await parts.finishEffects(touch, now)
      return
    }
    const changes =
      given.kind === 'failed' ? afterFailure(touch, given, now) : await afterProgress(parts, touch, given)
    const signals = [...(touch.signals ?? []), given.signalId].slice(-signalsKept)
    const next = await parts.book.write(touch, { ...changes, signals }, now)
    if (!next) continue
    await parts.finishEffects(next, now)
    if (changes.state === 'planned') await goOn(parts, next)
    return
  }
}

/** Takes a reopened touch on: nobody else will ask for it. */
export async function goOn(parts: OutreachParts, touch: Touch): Promise<void> {
  await deliver(
    parts,
    requestOf(touch, () => parts.stillWanted(touch)),
  )
}

/** Delivered, opened, clicked, replied: each proves that the message arrived, whatever we knew before. */
async function afterProgress(
  parts: OutreachParts,
  touch: Touch,
  given: Exclude<TouchSignal, { kind: 'failed' }>,
): Promise<TouchChanges> {
  const { kind, at, signalId } = given
  const unanswered = lastOpenAttempt(touch)
  const arrived = unanswered === null ? {} : ((await arrivedAfterAll(parts, touch, unanswered)) ?? {})
  const before = rank[arrived.state ?? touch.state]
  // Skipped, failed or not yet sent: nothing was ours to be opened. Kept as a signal, told to nobody.
  if (before === undefined) return {}

  const effects = [...(arrived.effects ?? touch.effects ?? []), ...markReachable(touch, signalId)]
  const counted = countOf(touch, kind)
  if (kind === 'clicked') {
    const about = await saidToBeAbout(parts, touch)
    effects.push(
      eventEffect(touch, 'message.clicked', `clicked:${signalId}`, at, { link: given.link, ...about }),
    )
  } else if (kind === 'replied')
    effects.push(eventEffect(touch, 'message.replied', `replied:${signalId}`, at))
  // Mail programs fetch the picture again and again, gateways repeat receipts: the first one is the event.
  else if (kind === 'delivered') effects.push(eventEffect(touch, 'message.delivered', 'delivered', at))
  else if ((touch.opens ?? 0) === 0) effects.push(eventEffect(touch, 'message.opened', 'opened', at))

  const forward = (rank[kind] ?? 0) > before ? { state: kind } : {}
  return { ...arrived, ...counted, effects, ...forward }
}

/** What the message declares its links to lead to, in the version that went out. */
async function saidToBeAbout({ published }: OutreachParts, touch: Touch) {
  const attempt = touch.attempts.at(-1)
  const sent = attempt === undefined ? null : await messageOf(published, touch, attempt)
  return { topic: sent?.message.topic, promotion: sent?.message.promotion }
}

/** What arrived, or was answered, proves the address it went to. */
function markReachable({ attempts }: Touch, signalId: string): TouchEffect[] {
  const attempt = attempts.at(-1)
  if (!attempt?.address || attempt.channel === 'welcome' || attempt.channel === 'popup') return []
  const { ref, channel, address } = attempt
  return [{ kind: 'markReachable', channel, cause: `${ref}:${signalId}`, address }]
}

function countOf(touch: Touch, kind: TouchSignal['kind']): TouchChanges {
  if (kind === 'opened') return { opens: (touch.opens ?? 0) + 1 }
  if (kind === 'clicked') return { clicks: (touch.clicks ?? 0) + 1 }
  return {}
}

/** A receipt answers what the provider did not. */
async function arrivedAfterAll(
  parts: OutreachParts,
  touch: Touch,
  index: number,
): Promise<TouchChanges | null> {
  const creditTemplate = await creditTemplateOf(parts, touch, index + 1)
  return recordAnswer({
    touch,
    n: index + 1,
    answer: { kind: 'sent' },
    now: parts.clock.now(),
    timings: parts.timings,
    creditTemplate,
  })
}

/** The newest attempt of which we do not know how it ended, while the touch itself hangs on it. */
function lastOpenAttempt(touch: Touch): number | null {
  if (touch.state !== 'sending' && touch.state !== 'unknown' && touch.state !== 'deferred') return null
  const index = touch.attempts.findLastIndex(isOpen)
  return index < 0 ? null : index
}

/** An undelivered message falls back to the next channel, unless we know by now that it arrived. */
function afterFailure(
  touch: Touch,
  given: Extract<TouchSignal, { kind: 'failed' }>,
  now: Date,
): TouchChanges {
  const { at, reason, unreachable, bounce, signalId, ref } = given
  const named = ref === undefined ? -1 : touch.attempts.findIndex((attempt) => attempt.ref === ref)
  const newest = touch.attempts.length - 1
  // An e-mail sent once more goes under the Message-ID of the lost one: a bounce by it is that of both. So is one of the second by its
  // own address, where the mailbox is not there: the first cannot have arrived in it either.
  const original = originalOf(touch.attempts, newest)
  const isOfBoth =
    original?.channel === 'email' && (touch.attempts[named] === original || (unreachable && named === newest))
  const index = named < 0 || isOfBoth ? newest : named
  const attempt = touch.attempts[index]
  if (!attempt) return {}

  const last = index === touch.attempts.length - 1
  const hangsOnIt = touch.state === 'sent' || lastOpenAttempt(touch) !== null
  // We know by now that this very attempt arrived: a failure that comes later is about something else.
  if (last && !hangsOnIt) return {}

  const attempts = touch.attempts.map((other, place) =>
    place === index || (isOfBoth && other === original)
      ? { ...other, outcome: 'refused' as const, code: reason, ...(bounce && { bounce }) }
      : other,
  )
  const effects = [...(touch.effects ?? [])]
  if (unreachable) effects.push(...markUnreachable(attempt, reason, `${attempt.ref}:${signalId}`))
  // A later attempt is under way or has arrived, or another call may still have gone through.
  if (!last || hasOpenQuestion(attempts)) return { effects, attempts }

  effects.push(failedEvent({ ...touch, channel: attempt.channel }, reason, at))
  const decision = {
    at: now,
    gate: 'receipt',
    verdict: 'fallback',
    reason,
    channel: attempt.channel,
  } as const
  return {
    state: 'planned',
    selfDriven: true,
    attempts,
    effects,
    tried: [...new Set([...(touch.tried ?? []), attempt.channel])],
    decisions: withDecision(reopened(touch.decisions), decision),
    sentAt: null,
    dueAt: null,
    reservedAt: null,
    popupState: null,
  }
}
