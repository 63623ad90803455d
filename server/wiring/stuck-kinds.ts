import { type StuckDeps, stuckKinds } from '../../domain/audit/stuck-kinds.ts'
import type { Connection } from '../../models/connect.ts'
import { createStuckWork } from '../../models/stuck-work.ts'
import type { Stores } from './stores.ts'

/** Every way to stand still beside those of runs, on this store. */
export function wireStuckKinds(
  deps: { connection: Connection; stores: Stores } & Pick<StuckDeps, 'published' | 'dueSteps'>,
) {
  const { connection, stores, published, dueSteps } = deps
  const { mappings, definitions, processes, shippingReports } = stores
  return stuckKinds({
    work: createStuckWork(connection),
    mappings,
    shippingReports,
    definitions,
    processes,
    published,
    dueSteps,
  })
}
