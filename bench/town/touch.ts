import type { Run } from '../../models/run.ts'
import type { Decision, Touch } from '../../models/touch.ts'
import { withDerived } from '../../models/touches.ts'
import { drawn } from './numbers.ts'
import type { TownJourney } from './plan.ts'

/** The message a run asked for at a step that sends: most went out, a third did not, each for a reason. */
export function touchOf(
  { _id: runId, journeyId, customerId, startedAt, isTest, segments }: Run,
  { stepId, messageId }: TownJourney['sends'][number],
  chance: () => number,
): Touch {
  const state = drawn(chance(), [
    [0.45, 'sent'],
    [0.6, 'delivered'],
    [0.66, 'clicked'],
    [0.95, 'skipped'],
    [0.97, 'failed'],
    [0.98, 'unknown'],
    [1, 'deferred'],
  ] as const)
  const reason = drawn(chance(), [
    [0.5, 'dayCapFull'],
    [0.8, 'noConsent'],
    [0.9, 'refused'],
    [1, 'noIdentity'],
  ] as const)
  const channel = drawn(chance(), [
    [0.6, 'sms'],
    [0.9, 'miniprogram'],
    [1, 'email'],
  ] as const)
  const at = new Date(startedAt.getTime() + Math.floor(chance() * 3_600_000))
  const id = `${runId}:${stepId}:1`
  const passed = (gate: string): Decision => ({ at, gate, verdict: 'pass', reason: 'ok', channel })
  const wentOut = state === 'sent' || state === 'delivered' || state === 'clicked'
  const isOver = wentOut || state !== 'deferred'
  const decisions: Decision[] = wentOut
    ? [passed('identity'), passed('consent'), { ...passed('send'), verdict: 'sent', reason: 'sent' }]
    : [passed('identity'), { ...passed('consent'), verdict: 'skip', reason, ...(isOver && { final: true }) }]
  return withDerived({
    _id: id,
    customerId,
    messageId,
    purpose: 'marketing',
    state,
    runId,
    journeyId,
    stepId,
    ...(segments && { segments }),
    channel,
    rev: 3,
    attempts: wentOut ? [{ ref: `${id}#1`, channel, at, outcome: 'sent', segments: 1 }] : [],
    decisions,
    links: {},
    createdAt: at,
    ...(wentOut && { sentAt: at }),
    ...(state === 'deferred' && { dueAt: new Date(at.getTime() + 40 * 86_400_000) }),
    isTest: isTest ?? false,
    ...(wentOut && channel === 'email' && chance() < 0.3 && { machineOpens: 1 }),
  })
}
