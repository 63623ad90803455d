import type { Clock } from '../clock.ts'

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
/** Real time: what many people look at is counted once. */
const freshMs = 15_000
const dayMs = 86_400_000

/** The figures of a list of journeys, over the last 30 days. Test accounts count in none. */
export function createJourneyFigures(deps: { runFigures: Figures; clock: Clock; realClock: Clock }) {
  const { runFigures, clock, realClock } = deps
  let known: { of: string; until: number; figures: Promise<Map<string, JourneyFigures>> } | null = null

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

  return async function figuresOf(journeyIds: string[]): Promise<Map<string, JourneyFigures>> {
    const of = [...journeyIds].sort().join(' ')
    const now = realClock.now().getTime()
    if (known?.of !== of || known.until <= now) {
      const figures = count(journeyIds)
      known = { of, until: now + freshMs, figures }
      figures.catch(() => {
        known = null
      })
    }
    return known.figures
  }
}
