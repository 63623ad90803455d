import { ulid } from 'ulid'
import { createAttributionReport } from '../../domain/attribution/report.ts'
import { createBroadcastsAmong } from '../../domain/campaigns/broadcasts-among.ts'
import { createCampaignLists } from '../../domain/campaigns/lists.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { isInUse } from '../../domain/definitions/journey-life.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { createExperiments } from '../../domain/experiments/experiments.ts'
import { createOverview } from '../../domain/insights/overview/overview.ts'
import type { Announce } from '../../domain/live.ts'
import type { AuditLog } from '../../domain/members/audit-log.ts'
import type { Scopes } from '../../domain/members/scope.ts'
import { createLessons } from '../../domain/review/lessons.ts'
import { createReviewRecords } from '../../domain/review/records.ts'
import { createReviewReport } from '../../domain/review/report.ts'
import { createDefinitionNames } from '../../domain/timeline/definition-names.ts'
import type { Connection } from '../../models/connect.ts'
import { createExperimentReader } from '../../models/experiment-reader.ts'
import { createLessonHandlers } from '../admin-api/lessons/handlers.ts'
import { createReviewReportHandlers } from '../admin-api/review/handlers.ts'
import type { Stores } from './stores.ts'

/** 复盘: reports of periods and campaigns. */
export function wireReviewApi(deps: {
  announce: Announce
  connection: Connection
  stores: Stores
  /** The figures by the hour. */
  rollups: Parameters<typeof createOverview>[0]
  published: Published
  customers: Pick<Customers, 'findMany'>
  scopes: Pick<Scopes, 'of'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}) {
  const { connection, stores, rollups, published, customers, clock } = deps
  const costs = () => rulesInForce(published.snapshot()).rules.costs
  const namesFor = createDefinitionNames(published)
  const nameOf = async (kind: 'journey' | 'message', id: string) => (await namesFor([{ kind, id }]))(kind, id)
  const broadcastsAmong = createBroadcastsAmong({
    snapshot: published.snapshot,
    versions: stores.definitions.versions,
  })
  /** Flows people go on entering; a 群发 was sent once. */
  async function goingOn(flows: readonly string[]): Promise<string[]> {
    const broadcasts = await broadcastsAmong(flows)
    return flows.filter((id) => {
      const head = published.snapshot().headOf('journey', id)
      return head !== null && isInUse(head) && !broadcasts.has(id)
    })
  }
  const report = createReviewReport({
    figures: rollups,
    overview: createOverview(rollups),
    attribution: createAttributionReport({ store: stores.attributions, spend: stores.attributionSpend }),
    alerts: stores.alerts,
    experiments: createExperiments({ published, reader: createExperimentReader(connection), clock }),
    campaigns: stores.campaigns,
    broadcastsAmong,
    retailStores: stores.retailStores,
    names: {
      flow: (id) => nameOf('journey', id),
      message: (id) => nameOf('message', id),
      version: async (id) => (await published.version('journey', id))?.name ?? null,
    },
    costs,
    clock,
  })
  const records = createReviewRecords({
    figures: rollups,
    customers,
    campaigns: stores.campaigns,
    lists: createCampaignLists({ reader: stores.campaignReader, customers }),
    spend: stores.attributionSpend,
    attributions: stores.attributions,
    alerts: stores.alerts,
    costs,
  })
  const definitionNames = namesFor
  const lessons = createLessons({ ...deps, store: stores.lessons, newId: () => ulid() })
  return {
    lessons: createLessonHandlers({ ...deps, lessons, store: stores.lessons, definitionNames }),
    review: createReviewReportHandlers({
      ...{ ...deps, report, records, definitionNames, goingOn },
      lessons: stores.lessons,
      campaigns: stores.campaigns,
    }),
  }
}
