import type { Clock } from '../clock.ts'
import { remembered } from '../remembered.ts'
import { figuresDays } from './journey-figures.ts'

interface Figures {
  begunBetween(journeyIds: string[], moments: readonly Date[]): Promise<Map<string, number>[]>
}

/** Real time: a trend of days hardly moves within a minute. */
const freshMs = 60_000
const dayMs = 86_400_000

/** How many entered each journey on each of the last 30 days, the oldest first; the last day ends now. Test accounts count in none. */
export function createJourneyTrends(deps: { runFigures: Figures; clock: Clock }) {
  const { runFigures, clock } = deps
  let last: { of: string; trends: () => Promise<Map<string, number[]>> } | undefined

  async function count(journeyIds: string[]): Promise<Map<string, number[]>> {
    const now = clock.now().getTime()
    const moments = Array.from(
      { length: figuresDays + 1 },
      (_, at) => new Date(now - (figuresDays - at) * dayMs + (at === figuresDays ? 1 : 0)),
    )
    const days = await runFigures.begunBetween(journeyIds, moments)
    return new Map(journeyIds.map((id) => [id, days.map((day) => day.get(id) ?? 0)]))
  }

  return async function trendsOf(journeyIds: string[]): Promise<Map<string, number[]>> {
    const of = [...journeyIds].sort().join(' ')
    if (last?.of !== of) last = { of, trends: remembered(freshMs, () => count(journeyIds)) }
    return last.trends()
  }
}
