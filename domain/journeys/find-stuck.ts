import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { Catalog } from './catalog.ts'
import type { Journeys, StuckRun } from './contract.ts'

/** So many failures of one step in a row are a person's business. */
export const tooManyFailures = 5
/** Whoever works takes what is due within seconds; who waits for longer than this waits for nobody. */
const overdueMs = 10 * 60_000

type Standing = Pick<RunStore, 'stuck' | 'failing'>
type CatalogLook = Pick<Catalog, 'definition'>

/** Runs that do not go on by themselves, at most `limit` of a kind; nothing is mended here. */
export async function findStuck(
  { runs, catalog }: { runs: Standing; catalog: CatalogLook },
  limit: number,
): Promise<StuckRun[]> {
  const found: StuckRun[] = []
  for (const run of await runs.stuck(limit)) {
    found.push({ run, why: (await catalog.definition(run.versionId)) === null ? 'noVersion' : 'noWayOn' })
  }
  for (const run of await runs.failing(tooManyFailures, limit)) found.push({ run, why: 'failing' })
  return found
}

/** The same, and whom no worker takes; and what a person may do about one of them. */
export function createStuckRuns(deps: {
  runs: Standing & Pick<RunStore, 'find' | 'overdueAt' | 'revive' | 'hasten'>
  catalog: CatalogLook
  dueSteps: Journeys['dueSteps']
  clock: Clock
}): Pick<Journeys, 'stuckRuns' | 'unstick'> {
  const { runs, catalog, clock } = deps

  async function overdue(limit: number): Promise<StuckRun[]> {
    const by = new Date(clock.now().getTime() - overdueMs)
    const found: StuckRun[] = []
    for (const { versionId, stepId, shard } of await deps.dueSteps(by)) {
      if (found.length >= limit) break
      const late = await runs.overdueAt({ versionId, stepId, shard }, by, limit - found.length)
      found.push(...late.map((run) => ({ run, why: 'overdue' as const })))
    }
    return found
  }

  return {
    async stuckRuns(limit) {
      const found = new Map<string, StuckRun>()
      // Who fails again and again is late, too: of the two the failing says more.
      for (const one of [...(await findStuck(deps, limit)), ...(await overdue(limit))]) {
        if (!found.has(one.run._id)) found.set(one.run._id, one)
      }
      return [...found.values()]
    },

    async unstick(runId) {
      const run = await runs.find(runId)
      if (run === null || run.state !== 'active') return false
      if ((await catalog.definition(run.versionId)) === null) return false
      if (run.dueAt === undefined) return runs.revive(run, clock.now())
      if (run.failures < tooManyFailures) return false
      return runs.hasten(run._id, run.stepId, clock.now())
    },
  }
}
