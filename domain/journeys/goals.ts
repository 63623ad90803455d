import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { AnnounceRuns } from './announce-runs.ts'
import type { MetGoal } from './met-goal.ts'

/** Absent `met` = now, worth nothing that is known. */
export type CountGoal = (run: Run, met?: MetGoal) => Promise<void>

/** Counts the goal of a run, once, and tells it. */
export function createCountGoal(deps: { runs: RunStore; announce: AnnounceRuns; clock: Clock }): CountGoal {
  return async (run, met = { at: deps.clock.now() }) => {
    if (!(await deps.runs.countGoal(run._id, met))) return
    await deps.announce([{ ...run, goalMetAt: met.at, goalValueFen: met.valueFen }], 'goal')
  }
}
