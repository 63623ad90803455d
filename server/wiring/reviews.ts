import { createAudience } from '../../domain/audience/query.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Publish } from '../../domain/definitions/publish.ts'
import type { createPublishDrafts } from '../../domain/definitions/publish-drafts.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { createForesight } from '../../domain/journeys/foresight.ts'
import type { Announce } from '../../domain/live.ts'
import type { AuditLog } from '../../domain/members/audit-log.ts'
import { createReviewRules } from '../../domain/reviews/review-rules.ts'
import { createReviews } from '../../domain/reviews/reviews.ts'
import type { Connection } from '../../models/connect.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import type { Stores } from './stores.ts'

/** 复核, by the rules of the settings in force. */
export function wireReviews(deps: {
  connection: Connection
  stores: Pick<Stores, 'definitions' | 'drafts' | 'entries' | 'reviews'>
  published: Published
  publish: Publish
  publishDrafts: ReturnType<typeof createPublishDrafts>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
  realClock: Clock
}) {
  const { connection, stores, published, clock } = deps
  const foresight = createForesight({
    definitions: stores.definitions,
    runFigures: createRunFigures(connection),
    entries: stores.entries,
    audience: createAudience({ connection, clock, segment: published.registry.segment }),
    versionOf: (versionId) => published.version('journey', versionId),
  })
  return createReviews({
    ...deps,
    store: stores.reviews,
    rules: createReviewRules({ snapshot: published.snapshot, reach: foresight.reach }),
    definitions: stores.definitions,
    drafts: stores.drafts,
  })
}
