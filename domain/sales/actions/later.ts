import { DomainError } from '../../errors.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import { deadlineAfter } from '../working-hours.ts'
import type { DueDates } from './accept.ts'
import type { ActionKind } from './action.ts'

const farthestDays = 14

/** Puts the task off to a time within a fortnight; its holder hears of it then, and must finish it from there on. */
export function laterAction(deps: DueDates & { events: TaskEvents }): ActionKind<'later'> {
  return {
    works: 'open',
    async apply(task, { at, until, result }, entry) {
      if (until <= at || until.getTime() > at.getTime() + farthestDays * 86_400_000) {
        throw new DomainError('task.bad_time', { field: 'until', farthestDays })
      }
      return {
        ...task,
        // Whoever puts a task off has taken it on.
        state: 'accepted',
        acceptBy: undefined,
        remindedAt: undefined,
        retryAt: undefined,
        laterUntil: until,
        dueBy: deadlineAfter(until, task.dueMs ?? deps.dueMs, await deps.hoursOf(task)),
        dueAt: at,
        log: [...task.log, { ...entry, what: 'postponed', until, result }],
      }
    },
    follow: (task, { actionId, until }) => deps.events.postponed(task, actionId, until),
    said: taskTexts.postponed,
    look: { card: 'refreshed' },
  }
}
