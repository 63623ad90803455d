import type { RunStore } from '../../../models/runs.ts'
import type { Clock } from '../../clock.ts'
import type { Execution } from './execution.ts'

/** The lease on a batch. */
export interface BatchLease {
  /** Stores where moved runs stand, and says which runs are still ours to act for. */
  hold(execution: Execution[]): Promise<Set<string>>
  /** Renews the lease when half of it is gone, so that slow effects do not lose the batch. */
  keep(): Promise<void>
}

export function createBatchLease(
  deps: { runs: RunStore; clock: Clock; leaseMs: number },
  token: string,
  all: Execution[],
): BatchLease {
  const { runs, clock, leaseMs } = deps
  let until = new Date(clock.now().getTime() + leaseMs)

  return {
    async hold(execution) {
      const moved = execution.filter((one) => one.moved)
      const stayed = execution.filter((one) => !one.moved).map(({ run }) => run._id)
      const at = new Date(clock.now().getTime() + leaseMs)
      const written = await runs.write(
        moved.map(({ run, before }) => ({ run, before, as: { kind: 'hold' as const, until: at } })),
        token,
      )
      for (const one of moved) {
        one.moved = false
        one.before = { ...one.run }
      }
      return new Set([...stayed, ...written])
    },
    async keep() {
      const now = clock.now().getTime()
      if (until.getTime() - now > leaseMs / 2) return
      until = new Date(now + leaseMs)
      await runs.extend(
        all.map(({ run }) => run._id),
        token,
        until,
      )
    },
  }
}
