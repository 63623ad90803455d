import type { RouteTable } from '../../http/router.ts'
import type { Config } from '../config.ts'
import type { PlatformNeeds } from '../doctor/platform-checks.ts'
import { createPlatformDoctor } from '../doctor/platform-doctor.ts'
import { createOperatorRouter } from '../http/operator/router.ts'
import type { Metrics } from '../metrics.ts'

/** The door of a running process for whoever operates it. */
export function wireOperator(deps: {
  config: Pick<Config, 'linkKey' | 'dataKeys'>
  platformNeeds: PlatformNeeds
  metrics: Pick<Metrics, 'freshness'>
}): RouteTable {
  return createOperatorRouter({
    linkKey: deps.config.linkKey,
    freshness: deps.metrics.freshness,
    sealingKey: deps.config.dataKeys[0]?.kid ?? '',
    doctor: createPlatformDoctor(deps.platformNeeds),
  })
}
