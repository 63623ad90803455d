import type { Attempt, Decision, Touch } from '../../../models/touch.ts'
import type { TouchChanges } from '../../../models/touches.ts'
import { withDecision } from '../touch/decisions.ts'

/** Why a customer did not get it. */
export interface NotSent {
  /** As the decision says it. */
  reason: string
  /** The next channel has its turn, or this one again as soon as it may. */
  next: 'fallback' | 'anew'
}

const outcomes: Record<string, Attempt['outcome']> = { expired: 'expired', notPicked: 'expired' }

/** The touch after a group-send that did not reach its customer. */
export function afterNotSent(touch: Touch, n: number, { reason, next }: NotSent, now: Date): TouchChanges {
  const attempt = touch.attempts[n - 1]
  const outcome = next === 'anew' ? 'cancelled' : (outcomes[reason] ?? 'refused')
  const attempts = touch.attempts.map((one, index) =>
    index === n - 1 ? { ...one, outcome, code: reason } : one,
  )
  const about = {
    at: now,
    reason,
    channel: 'wecom',
    inputs: { ref: attempt?.ref, groupSend: attempt?.providerId },
  } as const
  const decision: Decision =
    next === 'anew'
      ? { ...about, gate: 'groupSend', verdict: 'defer', until: now }
      : { ...about, gate: 'provider', verdict: 'fallback' }
  return {
    state: 'planned',
    attempts,
    ...(next === 'fallback' && { tried: [...new Set([...(touch.tried ?? []), 'wecom' as const])] }),
    decisions: withDecision(touch.decisions, decision),
    reservedAt: null,
    dueAt: null,
  }
}
