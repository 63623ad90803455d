import type { Customers } from '../../domain/customers/contract.ts'
import { createExperiments } from '../../domain/experiments/experiments.ts'
import { createWaits } from '../../domain/experiments/waits.ts'
import { createExperimentReader } from '../../models/experiment-reader.ts'
import { createWaitReader } from '../../models/wait-reader.ts'
import { createExperimentHandlers } from '../admin-api/experiments/handlers.ts'
import { createDefinitionsGround } from './definitions-api.ts'

/** A/B 测试. */
export function wireExperimentsApi(
  deps: Parameters<typeof createDefinitionsGround>[0] & {
    customers: Pick<Customers, 'findMany' | 'masked'>
    /** For how long a reading is given again, real time; absent = one minute. */
    keepMs?: number
  },
) {
  const reader = createExperimentReader(deps.connection)
  const experiments = createExperiments({ ...deps, reader })
  const waitsOf = createWaits({ ...deps, reader: createWaitReader(deps.connection) })
  const { customers } = deps
  return createExperimentHandlers({ ...createDefinitionsGround(deps), experiments, waitsOf, customers })
}
