import type { Untold } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { AnnounceRuns } from './announce-runs.ts'
import type { Catalog } from './catalog.ts'
import { tooManyFailures } from './find-stuck.ts'

interface AuditDeps {
  runs: RunStore
  catalog: Catalog
  announce: AnnounceRuns
  clock: Clock
}

const pageSize = 500
const kinds: Untold[] = ['entered', 'goal', 'ended']

/** Nobody is silently stuck: gives runs without a future a due time, tells what a crash left untold, reports the rest. */
export function createAudit(deps: AuditDeps) {
  const { runs, announce } = deps

  return async (): Promise<{ stuck: string[]; repaired: number }> => {
    const stuck: string[] = []
    let repaired = 0
    for (const run of await runs.stuck(pageSize)) {
      if ((await deps.catalog.definition(run.versionId)) === null) stuck.push(run._id)
      else if (await runs.revive(run, deps.clock.now())) repaired += 1
    }
    for (const run of await runs.failing(tooManyFailures, pageSize)) stuck.push(run._id)

    const untold = await runs.untold(pageSize)
    for (const what of kinds) {
      await announce(
        untold.filter((run) => run.untold.includes(what)),
        what,
      )
    }
    return { stuck, repaired: repaired + untold.length }
  }
}
