import type { JourneyDefinition, StepDefinition } from '../../language/journey.ts'
import { END } from '../../language/names.ts'
import { waysOf } from '../../language/step.ts'
import { windowOf } from '../../language/steps/wait-for.ts'

const longestMonthMs = 31 * 86_400_000

/** One way out of a step: the place of its words in the step, and where it leads. */
export interface WayOut {
  stepId: string
  /** Which of the step's ways, from 0. */
  place: number
  to: string
}

/** Every way out of every step. */
export function allWays({ steps }: JourneyDefinition): WayOut[] {
  return Object.entries(steps).flatMap(([stepId, step]) =>
    waysOf(step).map(({ to }, place) => ({ stepId, place, to })),
  )
}

/** The shortest row of ways from the first step that ends with this one; null when nothing leads there. */
export function routeTo(way: WayOut, journey: JourneyDefinition): WayOut[] | null {
  const reachedBy = new Map<string, WayOut[]>([[journey.first, []]])
  const ways = allWays(journey)
  for (const [stepId, row] of reachedBy) {
    if (stepId === way.stepId) return [...row, way]
    for (const next of ways) {
      if (next.stepId === stepId && next.to !== END && !reachedBy.has(next.to))
        reachedBy.set(next.to, [...row, next])
    }
  }
  return null
}

/** How long the waits of a route take at least, ms. */
export function durationOf(row: readonly WayOut[], { steps }: JourneyDefinition): number {
  return row.reduce((sum, { stepId, place }) => sum + lasts(steps[stepId], place), 0)
}

function lasts(step: StepDefinition | undefined, place: number): number {
  if (step?.kind === 'wait' && step.wait.kind === 'for') return step.wait.ms
  // The last way of a judgement is that its time is over.
  if (step?.kind === 'waitFor' && place === waysOf(step).length - 1) {
    const span = windowOf(step)
    return 'ms' in span ? span.ms : span.months * longestMonthMs
  }
  return 0
}
