import type { Channel } from '../../../models/customer.ts'
import type { Decision } from '../../../models/touch.ts'
import { withDecision } from '../touch/decisions.ts'
import type { Gate, GateInput } from './gate.ts'
import { inTime } from './use-by.ts'

/** How far a touch came: a channel that is open, a wait, an end, or no channel left. */
export type Passage = { decisions: Decision[] } & (
  | { kind: 'open'; channel: Channel }
  | { kind: 'wait'; channel: Channel; until: Date; gate: string; reason: string; heldBy?: number }
  | { kind: 'closed'; channel?: Channel; gate: string; reason: string; inputs?: Decision['inputs'] }
  | { kind: 'noneLeft'; reasons: Partial<Record<Channel, string>>; nearest: Shut | null }
)

/** A channel that is closed, and how many gates it had passed by then. */
interface Shut {
  channel: Channel
  reason: string
  passed: number
}

/** Takes a touch through the gates, channel by channel; every gate leaves its decision. */
export async function passGates(
  gates: Gate[],
  channels: Channel[],
  input: Omit<GateInput, 'channel'>,
): Promise<Passage> {
  let decisions = input.touch.decisions
  const reasons: Partial<Record<Channel, string>> = {}
  let nearest: Shut | null = null
  /** The channel that may be open again first. */
  let wait: Omit<Extract<Passage, { kind: 'wait' }>, 'kind' | 'decisions'> | null = null

  for (const channel of channels) {
    let open = true
    for (const [passed, gate] of gates.entries()) {
      if (gate.only !== undefined && gate.only !== channel) continue
      const verdict = inTime(await gate.check({ ...input, channel }), gate, input)
      const note: Decision = {
        at: input.now,
        gate: gate.name,
        verdict: verdict.verdict,
        reason: verdict.verdict === 'pass' ? 'ok' : verdict.reason,
        channel,
        inputs: verdict.inputs,
      }
      // The end of a touch is written by whoever closes it, so that there is exactly one.
      if (verdict.verdict === 'skip') {
        const { reason, inputs } = verdict
        return { kind: 'closed', channel, gate: gate.name, reason, inputs, decisions }
      }
      if (verdict.verdict === 'defer') {
        const { until, reason, heldBy } = verdict
        decisions = withDecision(decisions, { ...note, until })
        return { kind: 'wait', channel, until, gate: gate.name, reason, decisions, heldBy }
      }
      if (verdict.verdict === 'fallback') {
        const { until, reason } = verdict
        decisions = withDecision(decisions, until ? { ...note, until } : note)
        reasons[channel] = reason
        if (until && (!wait || until < wait.until)) wait = { channel, until, gate: gate.name, reason }
        if (!nearest || passed > nearest.passed) nearest = { channel, reason: verdict.reason, passed }
        open = false
        break
      }
      decisions = withDecision(decisions, note)
    }
    if (open) return { kind: 'open', channel, decisions }
  }
  if (wait) return { kind: 'wait', ...wait, decisions }
  return { kind: 'noneLeft', reasons, nearest, decisions }
}
