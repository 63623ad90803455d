import type { Touch } from '../../../models/touch.ts'
import type { TouchRequest } from '../contract.ts'
import type { Gate, GateInput, Verdict } from './gate.ts'
import type { Passage } from './pass-gates.ts'

type Closed = Extract<Passage, { kind: 'closed' }>

const tooLate = 'tooLate'

/** The end of a message that is worth nothing any more; null in time. Asked before the gates. */
export function endOfUse({ useBy }: TouchRequest, { channel, decisions }: Touch, now: Date): Closed | null {
  if (useBy === undefined || now < useBy) return null
  return { kind: 'closed', gate: 'useBy', reason: tooLate, channel, inputs: { useBy }, decisions }
}

/**
 * The verdict of a gate on a message that has a `useBy`: nobody waits for a channel that opens too late, the next one is tried
 * at once. What lasts for a time nobody knows is looked at again then.
 */
export function inTime(
  verdict: Verdict,
  gate: Gate,
  { request: { useBy } }: Pick<GateInput, 'request'>,
): Verdict {
  if (useBy === undefined || !('until' in verdict) || verdict.until === undefined || verdict.until < useBy) {
    return verdict
  }
  if (verdict.verdict === 'defer' && gate.openEnded) return { ...verdict, until: useBy }
  const { reason: because, until, inputs } = verdict
  return { verdict: 'fallback', reason: tooLate, inputs: { ...inputs, useBy, because, until } }
}
