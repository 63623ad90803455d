import type { Clock } from '../../domain/clock.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { createOverview } from '../../domain/insights/overview/overview.ts'
import type { Log } from '../../domain/log.ts'
import { createScopes } from '../../domain/members/scope.ts'
import { createContents } from '../../domain/reports/contents.ts'
import { createReports } from '../../domain/reports/create-reports.ts'
import { createDeliver } from '../../domain/reports/deliver.ts'
import { createReceivers } from '../../domain/reports/receivers.ts'
import { createReportLinks } from '../../domain/reports/report-links.ts'
import type { Connection } from '../../models/connect.ts'
import { createTaskBoardReader } from '../../models/task-board.ts'
import type { Config } from '../config.ts'
import type { Live } from '../live/live.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** 日报 and 周报: what they say, who gets them, and when. */
export function wireReports(deps: {
  config: Pick<Config, 'publicUrl'>
  connection: Connection
  stores: Pick<Stores, 'reports' | 'members' | 'retailStores' | 'staff' | 'groupSends' | 'alerts'>
  platforms: Pick<Platforms, 'reportMessenger'>
  /** The figures by the hour. */
  rollups: Parameters<typeof createOverview>[0]
  published: Published
  live: Pick<Live, 'announce'>
  clock: Clock
  log: Log
}) {
  const { config, connection, stores, platforms, rollups, published, live, clock, log } = deps
  const store = stores.reports
  const rules = () => rulesInForce(published.snapshot()).rules.reports
  const receivers = createReceivers({
    members: stores.members.all,
    stores: stores.retailStores.all,
    staff: stores.staff.all,
    scopes: createScopes({ staff: stores.staff.all, stores: stores.retailStores.all }),
  })
  const reports = createReports({
    ...{ store, receivers, rules, clock, log, announce: live.announce },
    contents: createContents({
      overview: createOverview(rollups),
      stores: stores.retailStores.all,
      staff: stores.staff.all,
      board: createTaskBoardReader(connection),
      groupSends: stores.groupSends,
      alerts: stores.alerts,
      clock,
    }),
    deliver: createDeliver({ store, clock, realClock: { now: () => new Date() } }),
    messenger: platforms.reportMessenger,
    links: createReportLinks(config.publicUrl),
  })
  return { reports, receivers, store, rules }
}
