import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { CustomerDirectory } from '../../../domain/customers/customer-directory.ts'
import type { createTestAccounts } from '../../../domain/customers/test-accounts.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { createExplanationsAsOf } from '../../../domain/explanations/as-of.ts'
import type { createDoNotDisturb } from '../../../domain/explanations/do-not-disturb.ts'
import type { createSilences } from '../../../domain/explanations/silences.ts'
import type { Announce } from '../../../domain/live.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { createScopes } from '../../../domain/members/scope.ts'
import type { Erasures } from '../../../domain/privacy/erase-person.ts'
import type { Timeline } from '../../../domain/timeline/create-timeline.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { createTagOrigins } from '../../../domain/timeline/tag-origins.ts'
import type { TimelineReader } from '../../../models/customer-timeline.ts'
import type { createRunFigures } from '../../../models/run-figures.ts'
import type { Stores } from '../../wiring/stores.ts'

/** What the handlers of this resource work with. */
export interface CustomerDeps {
  directory: CustomerDirectory
  customers: Pick<
    Customers,
    'masked' | 'reveal' | 'change' | 'quieten' | 'unquieten' | 'traitInClear' | 'friendsInClear'
  >
  scopes: ReturnType<typeof createScopes>
  auditLog: Pick<AuditLog, 'record'>
  timeline: Timeline
  reader: TimelineReader
  silences: ReturnType<typeof createSilences>
  asOf: ReturnType<typeof createExplanationsAsOf>
  tagsOf: ReturnType<typeof createTagOrigins>
  doNotDisturb: ReturnType<typeof createDoNotDisturb>
  memberName: (id: string) => Promise<string>
  testAccounts: Pick<ReturnType<typeof createTestAccounts>, 'mark' | 'unmark'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  runFigures: Pick<ReturnType<typeof createRunFigures>, 'ofCustomers'>
  published: Pick<Published, 'snapshot' | 'registry' | 'version'>
  stores: Pick<Stores, 'coupons' | 'orders' | 'retailStores' | 'staff' | 'tasks' | 'touches'>
  erasures: Pick<Erasures, 'erase'>
  announce: Announce
  clock: Clock
}
