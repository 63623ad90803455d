import type { TouchRequest, Withdrawal } from '../contract.ts'
import { awaitingAttempt } from '../group-sends/membership.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { beginTouch } from '../touch/begin-touch.ts'
import { finalDecision } from '../touch/decisions.ts'
import { isSettled, leaseEnd } from '../touch/touch-book.ts'
import { hasOpenQuestion } from './record-answer.ts'

/**
 * Closes the touch of a visit that is left, also one nobody has begun: from then on nobody can send it. One that has gone out,
 * or may have, stays what it is.
 */
export async function withdraw(
  parts: OutreachParts,
  request: TouchRequest,
  reason: string,
): Promise<Withdrawal> {
  for (;;) {
    const begun = await beginTouch(parts, request)
    if (begun === null) return 'withdrawn'
    const { touch } = begun
    if (isSettled(touch)) return finalDecision(touch)?.reason === reason ? 'withdrawn' : 'settled'
    const now = parts.clock.now()
    const until = leaseEnd(touch, parts.timings)
    const isInHand = touch.state === 'sending' || (until !== null && now < until)
    const isAsked = hasOpenQuestion(touch.attempts) || awaitingAttempt(touch) !== null
    if (isInHand || isAsked) return 'underWay'
    const { decisions } = touch
    const end = { state: 'skipped', gate: 'journeyActive', reason, decisions } as const
    const closed = await parts.book.close(touch, end, now)
    if (closed === null) continue
    await parts.finishEffects(closed, now)
    return 'withdrawn'
  }
}
