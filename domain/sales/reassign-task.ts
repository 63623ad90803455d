import type { Task, TaskStore } from '../../models/tasks.ts'
import { DomainError } from '../errors.ts'
import { type AdvanceTask, offeredTo } from './advance-task.ts'
import type { CloseCard } from './close-card.ts'
import type { Sales } from './contract.ts'
import type { DayPlaces } from './day-places.ts'
import type { createNamedColleague } from './named-colleague.ts'
import { isOpen, latest } from './plan-task.ts'
import { taskTexts } from './task-card.ts'
import type { TaskEvents } from './task-events.ts'

/**
 * Takes a task from whoever has it and offers it to a named colleague, whose clock begins with their card. The old card
 * loses its buttons. A repeated `actionId` changes nothing.
 * @throws DomainError `task.not_found`, `task.closed`, `staff.not_found`, `staff.off_duty`
 */
export function createReassignTask(deps: {
  tasks: TaskStore
  colleagueOf: ReturnType<typeof createNamedColleague>
  places: DayPlaces
  closeCard: CloseCard
  advance: AdvanceTask
  events: TaskEvents
}): Sales['reassign'] {
  const { tasks, colleagueOf, places, closeCard, advance, events } = deps

  return async ({ taskId, to, by, actionId, at }) => {
    for (;;) {
      const task = await tasks.find(taskId)
      if (!task) throw new DomainError('task.not_found', { taskId })
      if (task.log.some((entry) => entry.actionId === actionId)) return task
      if (!isOpen(task)) throw new DomainError('task.closed', { state: task.state })
      const assignee = await colleagueOf(task, to)
      const entry = { at, what: 'reassigned', to: assignee.userid, by, actionId } as const
      const stored = await tasks.replace({ ...offeredTo(task, assignee, entry), dueAt: at })
      if (!stored) continue
      await follow(task, stored, actionId)
      return stored
    }
  }

  async function follow(before: Task, after: Task, actionId: string): Promise<void> {
    await places.leave(after, before.assignee)
    const card = latest(before, 'card')
    if (card) await closeCard(before, card, taskTexts.handedOver)
    await events.passedOn(after, actionId, before.assignee)
    await advance(after._id)
  }
}
