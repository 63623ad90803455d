import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Customers } from '../customers/contract.ts'
import { type Assignee, chooseAssignee } from './choose-assignee.ts'
import type { Colleague, StaffDirectory } from './staff-directory.ts'
import { nextWorking } from './working-hours.ts'

const hourMs = 3_600_000

/** Whoever takes a task now, or when it makes sense to look for somebody again. */
export type Found = { assignee: Assignee } | { lookAgainAt: Date }

/** Looks for the next salesperson of a task among those it was not offered to yet. */
export function createFindAssignee(deps: {
  tasks: Pick<TaskStore, 'loads'>
  customers: Pick<Customers, 'find'>
  directory: Pick<StaffDirectory, 'all'>
}) {
  return async function findAssignee(task: Task, now: Date): Promise<Found> {
    const [customer, staff] = await Promise.all([deps.customers.find(task.customerId), deps.directory.all()])
    const choice = { customer, staff, exclude: task.offeredTo, now }
    const assignee = customer && chooseAssignee({ ...choice, customer, loads: await deps.tasks.loads() })
    return assignee ? { assignee } : { lookAgainAt: nextChance(staff, task, now) }
  }
}

/** The next opening of a colleague who is off now; in an hour when there is nobody: the directory may have changed by then. */
function nextChance(staff: readonly Colleague[], task: Task, now: Date): Date {
  const openings = staff
    .filter(({ _id, onDuty }) => onDuty && !task.offeredTo.includes(_id))
    .flatMap(({ hours }) => nextWorking(now, hours)?.getTime() ?? [])
    .filter((time) => time > now.getTime())
  return new Date(openings.length > 0 ? Math.min(...openings) : now.getTime() + hourMs)
}
