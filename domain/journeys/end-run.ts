import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { AnnounceRuns } from './announce-runs.ts'

export type EndRun = (run: Run, reason: string) => Promise<void>

export interface EndRunDeps {
  runs: RunStore
  announce: AnnounceRuns
  clock: Clock
  workerId: string
  /** Closes what the run left open at its present step, e.g. a message that was put off. */
  abandon(run: Run): Promise<void>
}

/** Ends a run at once, whoever is working on it, and tells why. Does nothing to one that has ended. */
export function createEndRun(deps: EndRunDeps): EndRun {
  return async (run, reason) => {
    const at = deps.clock.now()
    if (!(await deps.runs.end(run._id, reason, at, deps.workerId))) return
    const ended = (await deps.runs.find(run._id)) ?? { ...run, endedAt: at, endReason: reason }
    await deps.abandon(ended)
    await deps.announce([ended], 'ended')
  }
}
