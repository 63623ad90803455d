import type { Task } from '../../../models/tasks.ts'
import type { Clock } from '../../clock.ts'
import type { Customers } from '../../customers/contract.ts'
import { DomainError } from '../../errors.ts'
import { type AdvanceTask, offeredTo } from '../advance-task.ts'
import type { Assignee } from '../choose-assignee.ts'
import type { DayPlaces } from '../day-places.ts'
import type { createFindAssignee } from '../find-assignee.ts'
import { createNamedColleague } from '../named-colleague.ts'
import type { StaffDirectory } from '../staff-directory.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import type { ActionKind } from './action.ts'

/** Hands the task to a named colleague, or to whoever comes next; it must be accepted anew. */
export function passOnAction(deps: {
  customers: Pick<Customers, 'find'>
  directory: Pick<StaffDirectory, 'find'>
  findAssignee: ReturnType<typeof createFindAssignee>
  places: DayPlaces
  advance: AdvanceTask
  events: TaskEvents
  clock: Clock
}): ActionKind<'pass_on'> {
  const { findAssignee, places, advance, events, clock } = deps
  const colleagueOf = createNamedColleague(deps)

  async function nextOf(task: Task): Promise<Assignee> {
    const found = await findAssignee(task, clock.now(), 'passOn')
    if ('assignee' in found) return found.assignee
    const reason = found.full ? 'everybody else has their number of today' : 'nobody else is on duty'
    throw new DomainError('staff.not_found', { reason })
  }

  return {
    works: 'open',
    async apply(task, { to, at }, entry) {
      const next = to === undefined ? await nextOf(task) : await colleagueOf(task, to)
      return { ...offeredTo(task, next, { ...entry, what: 'passed_on', to: next.userid }), dueAt: at }
    },
    async follow(task, { actionId, staff }) {
      // Heard again later it may be theirs anew.
      if (task.assignee !== staff.toLowerCase()) await places.leave(task, staff)
      await events.passedOn(task, actionId, staff)
      await advance(task._id)
    },
    said: taskTexts.passedOn,
    look: { card: 'closed', text: taskTexts.passedOn },
  }
}
