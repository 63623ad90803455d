import { createPublished } from '../../domain/definitions/published.ts'
import { silentLog } from '../../domain/log.ts'
import type { TrialResult } from '../../domain/simulation/trial/finding.ts'
import { runTrial } from '../../domain/simulation/trial/run-trial.ts'
import type { Connection } from '../../models/connect.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import type { Told, TrialWork } from './protocol.ts'

/** Sends test customers along every way of a version, in memory. */
export async function test(
  work: TrialWork,
  connection: Connection,
  tell: (told: Told) => void,
): Promise<TrialResult> {
  const { trial: journey, others, now, settings } = work
  const inUse = await createPublished({ store: createDefinitionStore(connection), log: silentLog }).refresh()
  return runTrial({
    journey,
    inUse,
    others,
    now,
    settings,
    progress(done, total) {
      tell({ total })
      tell({ done })
    },
  })
}
