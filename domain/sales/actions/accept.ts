import type { Task } from '../../../models/tasks.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import { deadlineAfter, type HoursInForce } from '../working-hours.ts'
import type { ActionKind } from './action.ts'

export interface DueDates {
  dueMs: number
  hoursOf(task: Task): Promise<HoursInForce>
}

/** Takes the task on; from now it must be finished in time. A second 接受 finds it accepted and changes nothing. */
export function acceptAction(deps: DueDates & { events: TaskEvents }): ActionKind<'accept'> {
  return {
    works: 'open',
    async apply(task, { at }, entry) {
      if (task.state === 'accepted') return task
      const dueBy = deadlineAfter(at, task.dueMs ?? deps.dueMs, await deps.hoursOf(task))
      return {
        ...task,
        state: 'accepted',
        acceptBy: undefined,
        remindedAt: undefined,
        retryAt: undefined,
        dueBy,
        // What comes next, the next look finds out.
        dueAt: at,
        log: [...task.log, { ...entry, what: 'accepted' }],
      }
    },
    follow: (task, { actionId }) => deps.events.accepted(task, actionId),
    said: taskTexts.accepted,
    look: { card: 'refreshed' },
  }
}
