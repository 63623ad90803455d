import type { Attempt, Decision, Touch, TouchEffect } from '../../../models/touch.ts'
import type { TouchChanges } from '../../../models/touches.ts'
import type { Timings } from '../gates/limits.ts'
import type { FoundOutcome, SendOutcome } from '../ports.ts'
import { withDecision } from '../touch/decisions.ts'
import { sentEvent } from '../touch/touch-events.ts'

/** What a provider said about one attempt, at once or when asked later. */
export type Answer = SendOutcome | FoundOutcome

/** True while some call may have gone out without our knowing: then no other channel may be used. */
export function hasOpenQuestion(attempts: Attempt[]): boolean {
  return attempts.some((attempt) => attempt.outcome === 'unknown')
}

/**
 * True once an attempt without an answer has paid for this subscription message: it may have used the credit, so nothing
 * more is spent, and the one try that repeats it needs no other. The platform knows whether the credit is still there.
 */
export function isPaid(attempts: Attempt[]): boolean {
  return attempts.some(({ channel, outcome }) => channel === 'miniprogram' && outcome === 'unknown')
}

/** What a provider said of the address an attempt went to. A welcome's is its code, of which nothing is left to know. */
export function markUnreachable(attempt: Attempt, reason: string, cause: string): TouchEffect[] {
  const { channel, address } = attempt
  if (channel === 'welcome') return []
  return [{ kind: 'markUnreachable', channel, reason, cause, address }]
}

/** The touch after an answer about its attempt number `n` (from 1), or null when that was answered before. */
export function recordAnswer(input: {
  touch: Touch
  n: number
  answer: Answer
  now: Date
  timings: Timings
  /** When it went out, where the provider says so; absent = now. */
  sentAt?: Date
  /** Subscription template that pays for a mini-program message. */
  creditTemplate?: string
}): TouchChanges | null {
  const attempt = input.touch.attempts[input.n - 1]
  if (!attempt || !isOpen(attempt)) return null
  return recorders[input.answer.kind](input, attempt)
}

/** Whether nobody knows yet what became of it: the answer is missing, or a salesperson has it to confirm. */
export function isOpen({ outcome }: Attempt): boolean {
  return outcome === undefined || outcome === 'unknown' || outcome === 'awaitingStaff'
}

type Input = Parameters<typeof recordAnswer>[0]
type Recorder = (input: Input, attempt: Attempt) => TouchChanges

const recorders: Record<Answer['kind'], Recorder> = {
  sent: recordSent,
  refused: recordRefused,
  retryLater: recordRetry,
  notFound: recordNeverArrived,
  unknown: recordUnknown,
  cannotTell: recordUnknown,
}

function recordSent(input: Input, attempt: Attempt): TouchChanges {
  const { touch, now, answer, sentAt = now } = input
  const providerId = (answer.kind === 'sent' ? answer.providerId : undefined) ?? attempt.providerId
  const attempts = answered(input, { outcome: 'sent', providerId })
  return {
    ...settled(input, attempts, 'sent', note(input, attempt, 'sent', 'accepted')),
    channel: attempt.channel,
    sentAt,
    effects: [
      ...(touch.effects ?? []),
      sentEvent({ ...touch, channel: attempt.channel }, sentAt),
      ...credit(input, attempt),
    ],
  }
}

function recordRefused(input: Input, attempt: Attempt): TouchChanges {
  const { answer, touch, creditTemplate } = input
  const { reason, code } =
    answer.kind === 'refused' ? answer : { reason: 'retriesExhausted', code: codeOf(answer) }
  const attempts = answered(input, { outcome: 'refused', code })
  const effects: TouchEffect[] = [...(touch.effects ?? [])]
  if (reason === 'unreachable') effects.push(...markUnreachable(attempt, code, attempt.ref))
  if (reason === 'noCredit' && creditTemplate) {
    effects.push({ kind: 'loseCredits', templateId: creditTemplate, cause: `${attempt.ref}:credit` })
  }
  if (hasOpenQuestion(attempts)) {
    return { ...settled(input, attempts, 'unknown', note(input, attempt, 'unknown', 'answerLost')), effects }
  }
  return {
    state: 'planned',
    attempts,
    tried: [...new Set([...(touch.tried ?? []), attempt.channel])],
    decisions: withDecision(touch.decisions, note(input, attempt, 'fallback', reason)),
    effects,
    reservedAt: null,
    dueAt: null,
  }
}

function recordRetry(input: Input, attempt: Attempt): TouchChanges {
  const { touch, timings, answer, now } = input
  const before = touch.attempts.filter(
    (other) =>
      other.channel === attempt.channel && other.outcome === 'retryLater' && other.code !== neverArrived,
  ).length
  if (before + 1 >= timings.retriesPerChannel) return recordRefused(input, attempt)
  const waitMs = answer.kind === 'retryLater' ? Math.max(answer.afterMs, 1_000) : 0
  return deferred(input, attempt, answered(input, { outcome: 'retryLater', code: codeOf(answer) }), {
    until: new Date(now.getTime() + waitMs),
    reason: 'retryLater',
  })
}

const neverArrived = 'notFound'

/** The provider never got it, so it may simply be sent: not a retry that counts, and no possible duplicate. */
function recordNeverArrived(input: Input, attempt: Attempt): TouchChanges {
  const attempts = answered(input, { outcome: 'retryLater', code: neverArrived })
  return deferred(input, attempt, attempts, { until: input.now, reason: 'neverArrived' })
}

/** Nobody can tell. Marketing ends here: at most once. What was asked for waits for a receipt and is sent once more. */
function recordUnknown(input: Input, attempt: Attempt): TouchChanges {
  const { touch, timings } = input
  const attempts = answered(input, { outcome: 'unknown', code: codeOf(input.answer) })
  const effects = [...(touch.effects ?? []), ...credit(input, attempt)]
  if (touch.purpose !== 'requested' || attempt.possibleDuplicate) {
    return { ...settled(input, attempts, 'unknown', note(input, attempt, 'unknown', 'answerLost')), effects }
  }
  const until = new Date(attempt.at.getTime() + timings.receiptWaitMs)
  return { ...deferred(input, attempt, attempts, { until, reason: 'awaitingReceipt' }), effects }
}

function answered({ touch, n }: Input, outcome: Partial<Attempt>): Attempt[] {
  return touch.attempts.map((attempt, index) => (index === n - 1 ? { ...attempt, ...outcome } : attempt))
}

function note(input: Input, attempt: Attempt, verdict: Decision['verdict'], reason: string): Decision {
  const code = codeOf(input.answer)
  const final = verdict === 'sent' || verdict === 'unknown'
  return {
    at: input.now,
    gate: 'provider',
    verdict,
    reason,
    channel: attempt.channel,
    inputs: { ref: attempt.ref, code: code === input.answer.kind ? undefined : code },
    final: final || undefined,
  }
}

function settled(
  { touch }: Input,
  attempts: Attempt[],
  state: 'sent' | 'unknown',
  decision: Decision,
): TouchChanges {
  const decisions = withDecision(
    touch.decisions.filter((earlier) => !earlier.final),
    decision,
  )
  return { state, attempts, decisions, reservedAt: null, dueAt: null }
}

function deferred(
  input: Input,
  attempt: Attempt,
  attempts: Attempt[],
  wait: { until: Date; reason: string },
): TouchChanges {
  const decision = { ...note(input, attempt, 'defer', wait.reason), until: wait.until }
  return {
    state: 'deferred',
    attempts,
    dueAt: wait.until,
    decisions: withDecision(input.touch.decisions, decision),
    reservedAt: null,
  }
}

/** An accepted subscription message used up one credit; one whose answer was lost may have, so it counts as used. */
function credit({ touch, creditTemplate }: Input, attempt: Attempt): TouchEffect[] {
  if (attempt.channel !== 'miniprogram' || !creditTemplate || isPaid(touch.attempts)) return []
  return [{ kind: 'spendCredit', templateId: creditTemplate, cause: `${attempt.ref}:credit` }]
}

function codeOf(answer: Answer): string {
  return 'code' in answer ? answer.code : answer.kind
}
