import { DomainError } from '../../errors.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import type { ActionKind } from './action.ts'
import type { Quieten } from './quieten.ts'

/** How long a result can be mended by whoever gave it. */
export const correctableMs = 10 * 60_000

/** Mends the result of a finished task. What was heard of it stays, with the correction behind it. */
export function correctAction(deps: { events: TaskEvents; quieten: Quieten }): ActionKind<'correct'> {
  return {
    works: 'done',
    apply(task, { result, at }, entry) {
      const since = task.doneAt ? at.getTime() - task.doneAt.getTime() : Number.POSITIVE_INFINITY
      if (since > correctableMs) throw new DomainError('task.closed', { state: task.state })
      if (result === task.result) return task
      return { ...task, result, log: [...task.log, { ...entry, what: 'corrected', result }] }
    },
    async follow(task, { actionId, result }) {
      await deps.events.corrected(task, actionId)
      await deps.quieten(task, result === 'doNotDisturb' ? 'on' : 'off', actionId)
    },
    said: taskTexts.corrected,
    look: { card: 'kept' },
  }
}
