import { createRunFigures } from '../../../models/run-figures.ts'
import { createTouchFigures } from '../../../models/touch-figures.ts'
import { createCatalog } from '../../journeys/catalog.ts'
import { createHolds } from '../../journeys/holds.ts'
import { aJourneyWorld } from '../../journeys/testing/world.ts'
import { createExplanations } from '../create-explanations.ts'

export type ExplainedWorld = Awaited<ReturnType<typeof anExplainedWorld>>

/** Journeys that really run, and the explanations of what they did. */
export async function anExplainedWorld(given: Parameters<typeof aJourneyWorld>[0] = {}) {
  const world = await aJourneyWorld(given)
  const { published, clock, stores, connection } = world
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })
  const explanations = createExplanations({
    events: stores.events,
    entries: stores.entries,
    progress: stores.journeys,
    touches: stores.touches,
    runFigures: createRunFigures(connection),
    touchFigures: createTouchFigures(connection),
    published,
    catalog,
    holds,
    clock,
  })
  return { ...world, explanations }
}
