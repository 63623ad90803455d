import type { Task } from '../../../models/tasks.ts'
import type { Clock } from '../../clock.ts'
import type { Customers } from '../../customers/contract.ts'
import { DomainError } from '../../errors.ts'
import { type AdvanceTask, offeredTo } from '../advance-task.ts'
import { type Assignee, isAvailable } from '../choose-assignee.ts'
import type { createFindAssignee } from '../find-assignee.ts'
import { isConnected } from '../is-connected.ts'
import type { StaffDirectory } from '../staff-directory.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import type { ActionKind } from './action.ts'

/** Hands the task to a named colleague, or to whoever comes next; it must be accepted anew. */
export function passOnAction(deps: {
  customers: Pick<Customers, 'find'>
  directory: Pick<StaffDirectory, 'find'>
  findAssignee: ReturnType<typeof createFindAssignee>
  advance: AdvanceTask
  events: TaskEvents
  clock: Clock
}): ActionKind<'pass_on'> {
  const { customers, directory, findAssignee, advance, events, clock } = deps

  async function colleagueOf(task: Task, userid: string): Promise<Assignee> {
    const member = await directory.find(userid)
    if (!member || member._id === task.assignee) throw new DomainError('staff.not_found', { field: 'to' })
    if (!isAvailable(member, clock.now())) throw new DomainError('staff.off_duty', { field: 'to' })
    const customer = await customers.find(task.customerId)
    return { userid: member._id, notConnected: !(customer && isConnected(customer, member._id)) }
  }

  async function nextOf(task: Task): Promise<Assignee> {
    const found = await findAssignee(task, clock.now())
    if ('assignee' in found) return found.assignee
    throw new DomainError('staff.not_found', { reason: 'nobody else is on duty' })
  }

  return {
    async apply(task, { to, at }, entry) {
      const next = to === undefined ? await nextOf(task) : await colleagueOf(task, to)
      return { ...offeredTo(task, next, { ...entry, what: 'passed_on', to: next.userid }), dueAt: at }
    },
    async follow(task, { actionId, staff }) {
      await events.passedOn(task, actionId, staff)
      await advance(task._id)
    },
    said: taskTexts.passedOn,
    look: { card: 'closed', text: taskTexts.passedOn },
  }
}
