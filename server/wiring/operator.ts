import type { Clock } from '../../domain/clock.ts'
import type { Registry } from '../../domain/language/registry.ts'
import type { Probes } from '../../domain/platform-probes.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { RouteTable } from '../../http/router.ts'
import type { Connection } from '../../models/connect.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import type { Config } from '../config.ts'
import { createPlatformDoctor } from '../doctor/platform-doctor.ts'
import { createOperatorRouter } from '../http/operator/router.ts'
import type { Metrics } from '../metrics.ts'

/** The door of a running process for whoever operates it. */
export function wireOperator(deps: {
  config: Config
  connection: Connection
  probes: Probes
  clock: Clock
  registry: Pick<Registry, 'messages'>
  directory: Pick<StaffDirectory, 'all'>
  metrics: Pick<Metrics, 'freshness'>
}): RouteTable {
  const { config, directory } = deps
  return createOperatorRouter({
    linkKey: config.linkKey,
    freshness: deps.metrics.freshness,
    doctor: createPlatformDoctor({
      ...deps,
      touchFigures: createTouchFigures(deps.connection),
      salespeople: async () => (await directory.all()).map(({ _id }) => _id),
    }),
  })
}
