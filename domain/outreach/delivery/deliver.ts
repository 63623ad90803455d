import type { Customer } from '../../../models/customer.ts'
import type { Decision, Touch } from '../../../models/touch.ts'
import { DomainError } from '../../errors.ts'
import type { TouchOutcome, TouchRequest } from '../contract.ts'
import { journeyWants, stillWanted } from '../gates/journey-active.ts'
import { isReleased } from '../gates/marketing-held.ts'
import { awaitingAttempt } from '../group-sends/membership.ts'
import type { Moved, OutreachParts, StepResult } from '../outreach-parts.ts'
import { beginTouch } from '../touch/begin-touch.ts'
import { finalDecision } from '../touch/decisions.ts'
import { isSettled, leaseEnd } from '../touch/touch-book.ts'
import { longestTouchId } from './dispatch.ts'
import { hasOpenQuestion } from './record-answer.ts'
import { askAgain, recover } from './recover.ts'
import { tryChannels } from './try-channels.ts'

/** More steps than any touch needs in one go: two per channel and retry. */
const mostSteps = 40

/** Takes a touch as far as it goes now. */
export async function deliver(parts: OutreachParts, request: TouchRequest): Promise<TouchOutcome> {
  if (Buffer.byteLength(request.touchId) > longestTouchId) {
    throw new DomainError('request.malformed', { field: 'touchId', longest: longestTouchId })
  }
  const begun = await beginTouch(parts, request)
  if (!begun) return { state: 'skipped', reason: 'noSuchCustomer' }

  let { touch } = begun
  // Only the first step goes by the customer as just read: a call takes time in which they may change.
  let customer = begun.customer
  for (let step = 0; step < mostSteps; step++) {
    const result = await takeStep(parts, request, touch, customer)
    if (!('touch' in result)) return result
    touch = result.touch ?? (await storedTouch(parts, touch._id))
    customer = null
  }
  parts.log.warn({ touchId: touch._id, state: touch.state }, 'touch does not come to rest')
  const until = new Date(parts.clock.now().getTime() + parts.timings.leaseMs)
  return { state: 'deferred', until, reason: 'contended' }
}

/** The group-send it takes part in moves it on; where there are none any more, nobody does. */
async function awaitStaff(parts: OutreachParts, touch: Touch, now: Date): Promise<StepResult> {
  const waiting = await parts.finishEffects(touch, now)
  if (parts.groupSends) return parts.groupSends.standing(parts, waiting)
  return {
    state: 'deferred',
    until: new Date(now.getTime() + parts.timings.leaseMs),
    reason: 'awaitingStaff',
  }
}

async function storedTouch(parts: OutreachParts, touchId: string): Promise<Touch> {
  const stored = await parts.stores.touches.find(touchId)
  if (!stored) throw new DomainError('touch.not_found', { touchId })
  return stored
}

async function takeStep(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  known: Customer | null,
): Promise<StepResult> {
  const now = parts.clock.now()
  if (isSettled(touch)) return outcomeOf(await parts.finishEffects(touch, now))
  if (awaitingAttempt(touch)) return awaitStaff(parts, touch, now)

  const until = leaseEnd(touch, parts.timings)
  if (until && now < until) return { state: 'deferred', until, reason: 'inFlight' }
  if (touch.state === 'sending') return recover(parts, request, touch)
  if (isWaiting(parts, touch, now)) {
    // A spent credit or a dead phone concerns other messages too: it does not wait with this one.
    const waiting = await parts.finishEffects(touch, now)
    return (await endIfUnwanted(parts, request, waiting, now)) ?? deferral(waiting)
  }
  const answered = hasOpenQuestion(touch.attempts) ? await askAgain(parts, request, touch) : null
  if (answered) return answered
  const customer = known ?? (await parts.customers.find(touch.customerId))
  return tryChannels(parts, request, touch, customer)
}

/** What waited for somebody's decision goes on with it, whatever time it was put off to. */
function isWaiting({ published }: OutreachParts, touch: Touch, now: Date): boolean {
  const { state, dueAt, heldBy } = touch
  if (state !== 'deferred' || !dueAt || now >= dueAt) return false
  if (heldBy !== undefined) return !isReleased(published, heldBy)
  return lastDeferral(touch)?.gate !== 'journeyActive' || journeyWants(published, touch) === 'notNow'
}

function lastDeferral({ decisions }: Touch): Decision | undefined {
  return decisions.findLast(({ verdict }) => verdict === 'defer')
}

/** A touch that waits ends as soon as the journey no longer wants it, so that its silence has a reason. */
async function endIfUnwanted(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  now: Date,
): Promise<Moved | null> {
  if ((await stillWanted(parts.published, request, touch)) !== 'never') return null
  if (hasOpenQuestion(touch.attempts)) return null
  const { decisions } = touch
  const end = { state: 'skipped', gate: 'journeyActive', reason: 'journeyEnded', decisions } as const
  return { touch: await parts.book.close(touch, end, now) }
}

function deferral(touch: Touch): TouchOutcome {
  const until = touch.dueAt ?? touch.createdAt
  const reason = lastDeferral(touch)?.reason ?? 'waiting'
  return { state: 'deferred', until, reason }
}

/** How a settled touch is told to who asked for it. */
export function outcomeOf(touch: Touch): TouchOutcome {
  const reason = finalDecision(touch)?.reason ?? touch.state
  const channel = touch.channel ?? touch.attempts.at(-1)?.channel ?? 'sms'
  if (touch.state === 'skipped' || touch.state === 'failed' || touch.state === 'expired')
    return { state: touch.state, reason }
  if (touch.state === 'unknown') return { state: 'unknown', channel }
  return { state: 'sent', channel }
}
