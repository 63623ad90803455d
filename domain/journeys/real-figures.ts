import type { RunPlaces } from '../../models/run-places.ts'
import type { Clock } from '../clock.ts'
import { type StepFigures, stepFigures, sumOf } from './place-figures.ts'

const dayMs = 86_400_000

/** What really happened on a version, as a forecast of it tells what would have. */
export interface RealFigures {
  from: Date
  to: Date
  entered: number
  completed: number
  reached: number
  /** Who is still at a step, besides what became of the others. */
  steps: (StepFigures & { there: number })[]
}

/**
 * What happened on the version in use since it is in use, or in the last `days` where that is shorter. Runs are those begun on it;
 * messages are those of its steps in that time, also of people who came over from an older version.
 */
export function createRealFigures({
  places,
  clock,
}: {
  places: Pick<RunPlaces, 'tallySince' | 'touchesSince' | 'reachedSince'>
  clock: Clock
}) {
  return async function realFigures(of: {
    journeyId: string
    versionId: string
    stepIds: readonly string[]
    inUseSince: Date
    days: number
  }): Promise<RealFigures> {
    const { journeyId, versionId, stepIds } = of
    const to = clock.now()
    const from = new Date(Math.max(of.inUseSince.getTime(), to.getTime() - of.days * dayMs))
    const [tally, touches, reached] = await Promise.all([
      places.tallySince(journeyId, from, stepIds, versionId),
      places.touchesSince(journeyId, from),
      places.reachedSince(journeyId, from, versionId),
    ])
    const there = (id: string) =>
      sumOf(tally.filter(({ stepId, state }) => stepId === id && state === 'active'))
    return {
      from,
      to,
      entered: sumOf(tally),
      completed: sumOf(tally.filter(({ state }) => state === 'completed')),
      reached,
      steps: stepFigures(stepIds, tally, touches).map((step) => ({ ...step, there: there(step.id) })),
    }
  }
}
