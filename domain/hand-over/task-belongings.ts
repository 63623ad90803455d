import type { TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Sales } from '../sales/contract.ts'
import type { Belongings } from './ports.ts'

/** Open follow-ups: each is offered to the colleague anew, whose clock begins with their card. */
export function taskBelongings(deps: {
  tasks: Pick<TaskStore, 'heldBy'>
  sales: Pick<Sales, 'reassign'>
  clock: Clock
}): Belongings {
  return {
    what: 'task',
    list: async (userid) => (await deps.tasks.heldBy(userid.toLowerCase())).map(({ _id }) => _id),
    async give({ ref, to, by, cause }) {
      try {
        await deps.sales.reassign({ taskId: ref, to, by, actionId: cause, at: deps.clock.now() })
        return { kind: 'given' }
      } catch (error) {
        if (error instanceof DomainError) return { kind: 'refused', code: error.code }
        throw error
      }
    },
  }
}
