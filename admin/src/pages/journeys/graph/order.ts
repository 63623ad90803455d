import { linesOf } from './lanes.ts'
import { entry, type Journey, stepsOf } from './written.ts'

/** The entry and the steps as people walk them, one lane after the other; behind them those nobody comes to. */
export function inOrder(journey: Journey): string[] {
  const walked = linesOf(journey).flatMap((line) => (line.kind === 'step' ? [line.id] : []))
  return [...new Set([entry, ...walked, ...Object.keys(stepsOf(journey))])]
}
