import { createAdmit } from '../../domain/api-keys/admit.ts'
import { createAnswerOnce } from '../../domain/api-keys/answer-once.ts'
import { createIntegrations } from '../../domain/api-keys/integrations.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Sealer } from '../../domain/inbox/inbox.ts'
import type { AuditLog } from '../../domain/members/audit-log.ts'
import type { Stores } from './stores.ts'

/** Which other systems may call the API, who is behind a key, and calls that are done once. */
export function wireApiKeys(deps: {
  stores: Pick<Stores, 'integrations' | 'keptAnswers'>
  auditLog: AuditLog
  sealer: Sealer
  realClock: Clock
}) {
  const { stores, auditLog, sealer, realClock } = deps
  return {
    integrations: createIntegrations({ store: stores.integrations, auditLog, realClock }),
    admit: createAdmit({ store: stores.integrations, realClock }),
    answerOnce: createAnswerOnce({ store: stores.keptAnswers, sealer, realClock }),
  }
}
