import type { Clock } from '../clock.ts'
import { createRecently } from '../recently.ts'

/** How many are on a journey, entered it lately, and reached its goal. */
export interface JourneyFigures {
  inside: number
  entered: number
  reached: number
}

interface Figures {
  activeByJourney(): Promise<Map<string, number>>
  begunSince(
    journeyIds: string[],
    since: Date,
  ): Promise<{ begun: Map<string, number>; reached: Map<string, number> }>
}

export const figuresDays = 30
const dayMs = 86_400_000

/** The figures of a list of journeys, over the last 30 days. Test accounts count in none. */
export function createJourneyFigures(deps: { runFigures: Figures; clock: Clock; realClock: Clock }) {
  const { runFigures, clock, realClock } = deps
  const recently = createRecently<Map<string, JourneyFigures>>({ realClock })

  async function count(journeyIds: string[]): Promise<Map<string, JourneyFigures>> {
    const since = new Date(clock.now().getTime() - figuresDays * dayMs)
    const [active, { begun, reached }] = await Promise.all([
      runFigures.activeByJourney(),
      runFigures.begunSince(journeyIds, since),
    ])
    const figuresOf = (id: string): JourneyFigures => ({
      inside: active.get(id) ?? 0,
      entered: begun.get(id) ?? 0,
      reached: reached.get(id) ?? 0,
    })
    return new Map(journeyIds.map((id) => [id, figuresOf(id)]))
  }

  return (journeyIds: string[]): Promise<Map<string, JourneyFigures>> =>
    recently([...journeyIds].sort().join(' '), () => count(journeyIds))
}
