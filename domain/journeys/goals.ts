import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import type { AnnounceRuns } from './announce-runs.ts'

/** `valueFen` = what it was worth; `at` defaults to now. */
export type CountGoal = (run: Run, valueFen: number | undefined, at?: Date) => Promise<void>

/** Counts the goal of a run, once, and tells it. */
export function createCountGoal(deps: { runs: RunStore; announce: AnnounceRuns; clock: Clock }): CountGoal {
  return async (run, valueFen, at = deps.clock.now()) => {
    if (!(await deps.runs.countGoal(run._id, at, valueFen))) return
    await deps.announce([{ ...run, goalMetAt: at, goalValueFen: valueFen }], 'goal')
  }
}
