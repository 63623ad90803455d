import type { Clock } from '../../../domain/clock.ts'
import type { createDrafts } from '../../../domain/definitions/drafts.ts'
import type { createMeta } from '../../../domain/definitions/meta.ts'
import type { Publish } from '../../../domain/definitions/publish.ts'
import type { createPublishDrafts } from '../../../domain/definitions/publish-drafts.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { AskReview, ReviewNeeded } from '../../../domain/definitions/review.ts'
import type { Foresight } from '../../../domain/journeys/foresight.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { DefinitionMetaStore } from '../../../models/definition-meta.ts'
import type { DefinitionStore } from '../../../models/definitions.ts'
import type { DraftStore } from '../../../models/drafts.ts'
import type { TestResultStore } from '../../../models/test-results.ts'

/** What the operations about definitions work with. */
export interface DefinitionsGround {
  published: Published
  definitions: DefinitionStore
  draftStore: DraftStore
  metaStore: Pick<DefinitionMetaStore, 'findMany'>
  testResults: Pick<TestResultStore, 'latest'>
  drafts: ReturnType<typeof createDrafts>
  meta: ReturnType<typeof createMeta>
  publish: Publish
  publishDrafts: ReturnType<typeof createPublishDrafts>
  foresight: Foresight
  /** 复核: whether a second person must agree first. */
  reviewNeeded: ReviewNeeded
  askReview: AskReview
  auditLog: Pick<AuditLog, 'record'>
  /** Tells open pages what changed. */
  announce: (topic: 'definitions' | 'drafts', id?: string) => void
  clock: Clock
  /** Of edit leases. */
  realClock: Clock
}
