import { createAudience } from '../../domain/audience/query.ts'
import { createForesight } from '../../domain/journeys/foresight.ts'
import { createJourneyFigures } from '../../domain/journeys/journey-figures.ts'
import { createJourneyTrends } from '../../domain/journeys/journey-trends.ts'
import { createStopping } from '../../domain/journeys/stopping.ts'
import { readSources } from '../../domain/language/load.ts'
import type { Connection } from '../../models/connect.ts'
import { createQueuedTouches } from '../../models/queued-touches.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { createStandingRuns } from '../../models/standing-runs.ts'
import { createDraftHandlers } from '../admin-api/definitions/drafts/handlers.ts'
import type { DefinitionsGround } from '../admin-api/definitions/ground.ts'
import { createDefinitionHandlers } from '../admin-api/definitions/handlers.ts'
import { createPublishingHandlers } from '../admin-api/definitions/publishing/handlers.ts'
import { createSteeringHandlers } from '../admin-api/definitions/steering/handlers.ts'
import { createJourneyHandlers } from '../admin-api/journeys/handlers.ts'
import { startersIn } from '../admin-api/journeys/starters.ts'
import { createVocabularyHandlers } from '../admin-api/vocabulary/handlers.ts'
import type { Stores } from './stores.ts'

type GroundDeps = Omit<
  DefinitionsGround,
  'definitions' | 'draftStore' | 'metaStore' | 'testResults' | 'foresight'
> & {
  connection: Connection
  stores: Pick<Stores, 'definitionMeta' | 'definitions' | 'drafts' | 'entries' | 'testResults'>
}

/** What operations about definitions of any kind work with. */
export function createDefinitionsGround(deps: GroundDeps): DefinitionsGround {
  const { connection, stores, published, clock } = deps
  return {
    ...deps,
    definitions: stores.definitions,
    draftStore: stores.drafts,
    metaStore: stores.definitionMeta,
    testResults: stores.testResults,
    foresight: createForesight({
      definitions: stores.definitions,
      runFigures: createRunFigures(connection),
      entries: stores.entries,
      audience: createAudience({ connection, clock, segment: published.registry.segment }),
      versionOf: (versionId) => published.version('journey', versionId),
    }),
  }
}

/** Definitions as people write, publish and steer them. */
export function wireDefinitionsApi(
  deps: GroundDeps & {
    stores: Pick<Stores, 'webhooks'>
    /** Where new journeys begin from. */
    templatesDir: string
  },
) {
  const ground = createDefinitionsGround(deps)
  const runFigures = createRunFigures(deps.connection)
  return {
    definitions: createDefinitionHandlers(ground),
    drafts: createDraftHandlers(ground),
    publishing: createPublishingHandlers(ground),
    steer: createSteeringHandlers(
      ground,
      createStopping({
        queued: createQueuedTouches(deps.connection),
        standing: createStandingRuns(deps.connection),
        versionIdsOf: ground.foresight.versionIdsOf,
        versionOf: (versionId) => deps.published.version('journey', versionId),
      }),
    ),
    journeys: createJourneyHandlers({
      ...ground,
      figuresOf: createJourneyFigures({ ...deps, runFigures }),
      trendsOf: createJourneyTrends({ ...deps, runFigures }),
      starters: async () => startersIn(await readSources(deps.templatesDir)),
    }),
    vocabulary: createVocabularyHandlers({ ...deps, webhooks: deps.stores.webhooks }),
  }
}
