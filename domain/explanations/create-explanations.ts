import type { Explanations } from './contract.ts'
import { createExplainJourney } from './explain-journey.ts'
import { createExplainMessage } from './explain-message.ts'
import { createExplainSegment } from './explain-segment.ts'
import type { ExplanationDeps } from './find-definition.ts'
import { createTotals } from './totals.ts'

export function createExplanations(deps: ExplanationDeps): Explanations {
  const journey = createExplainJourney(deps)
  return {
    journey,
    message: createExplainMessage(deps, journey),
    segment: createExplainSegment(deps),
    ...createTotals(deps),
  }
}
