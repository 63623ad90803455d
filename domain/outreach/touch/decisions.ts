import type { Decision, Touch } from '../../../models/touch.ts'

/**
 * The decisions with one more. The same verdict given again only gets a new time, so a touch that waits for weeks does not
 * grow. A final decision closes the list; `reopened` must be called before anything can follow it.
 */
export function withDecision(decisions: Decision[], decision: Decision): Decision[] {
  const others = decisions.filter(
    (earlier) =>
      earlier.final ||
      earlier.gate !== decision.gate ||
      earlier.channel !== decision.channel ||
      earlier.verdict !== decision.verdict ||
      earlier.reason !== decision.reason,
  )
  return [...others, decision]
}

/** The decisions of a touch that a failed receipt opens again: none of them is final any more. */
export function reopened(decisions: Decision[]): Decision[] {
  return decisions.map(({ final: _, ...decision }) => decision)
}

/** The one decision that closed the touch, or null while it is open. */
export function finalDecision(touch: Touch): Decision | null {
  return touch.decisions.find((decision) => decision.final) ?? null
}
