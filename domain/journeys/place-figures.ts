import type { PlaceTally, RunPlaces, Standing } from '../../models/run-places.ts'
import type { Touch } from '../../models/touch.ts'
import type { Clock } from '../clock.ts'
import { createRecently } from '../recently.ts'

export const placeDays = 30
const dayMs = 86_400_000

export const unsentStates = ['skipped', 'failed', 'expired'] as const satisfies readonly Touch['state'][]
export const sentStates = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
] as const satisfies readonly Touch['state'][]
const unsent: ReadonlySet<string> = new Set(unsentStates)
const sent: ReadonlySet<string> = new Set(sentStates)

export interface StepFigures {
  id: string
  /** Arrivals. */
  came: number
  /** Who left the journey from here by something else than a way, by why. */
  left: Record<string, number>
  sent: number
  notSent: number
}

export interface PlaceFigures {
  /** Who is where now, whatever their version. */
  standing: Standing[]
  /** Of runs begun, and messages made, in the last 30 days. */
  entered: number
  completed: number
  /** Of those who entered: who did what it is for. */
  reached: number
  steps: StepFigures[]
  countedAt: Date
}

/** Who is where on a journey, and what became of those before them. Test accounts count nowhere. */
export function createPlaceFigures(deps: {
  places: Pick<RunPlaces, 'standing' | 'tallySince' | 'touchesSince' | 'reachedSince'>
  clock: Clock
  realClock: Clock
}) {
  const { places, clock, realClock } = deps
  const recently = createRecently<PlaceFigures>({ realClock })

  async function count(of: Asked): Promise<PlaceFigures> {
    const since = new Date(clock.now().getTime() - placeDays * dayMs)
    const [standing, tally, touches, reached] = await Promise.all([
      places.standing(of.versionIds),
      places.tallySince(of.journeyId, since, of.stepIds),
      places.touchesSince(of.journeyId, since),
      places.reachedSince(of.journeyId, since),
    ])
    return {
      standing,
      entered: sumOf(tally),
      completed: sumOf(tally.filter(({ state }) => state === 'completed')),
      reached,
      steps: stepFigures(of.stepIds, tally, touches),
      countedAt: clock.now(),
    }
  }

  return (of: Asked): Promise<PlaceFigures> =>
    recently([of.journeyId, ...of.versionIds, '', ...of.stepIds].join(' '), () => count(of))
}

/** What became of those who came to each step. */
export function stepFigures(
  stepIds: readonly string[],
  tally: readonly PlaceTally[],
  touches: readonly { stepId: string; state: string; touches: number }[],
): StepFigures[] {
  const countOf = (stepId: string, states: ReadonlySet<string>) =>
    touches
      .filter((row) => row.stepId === stepId && states.has(row.state))
      .reduce((sum, row) => sum + row.touches, 0)
  return stepIds.map((id) => ({
    id,
    came: tally.reduce((sum, row) => sum + (row.came[id] ?? 0), 0),
    left: leftFrom(tally.filter(({ stepId }) => stepId === id)),
    sent: countOf(id, sent),
    notSent: countOf(id, unsent),
  }))
}

interface Asked {
  journeyId: string
  versionIds: string[]
  stepIds: string[]
}

export const sumOf = (tally: readonly PlaceTally[]): number => tally.reduce((sum, { runs }) => sum + runs, 0)

function leftFrom(tally: readonly PlaceTally[]): Record<string, number> {
  const left: Record<string, number> = {}
  for (const { state, runs } of tally) {
    if (state !== 'active' && state !== 'completed') left[state] = (left[state] ?? 0) + runs
  }
  return left
}
