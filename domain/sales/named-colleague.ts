import type { Task } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { type Assignee, isAvailable } from './choose-assignee.ts'
import type { DayPlaces } from './day-places.ts'
import { isConnected } from './is-connected.ts'
import type { StaffDirectory } from './staff-directory.ts'

/**
 * The colleague somebody named for a task: it counts in their day, and comes also when the day has its number already.
 * @throws DomainError `staff.not_found`, also for whoever has it already;
 * `staff.off_duty`
 */
export function createNamedColleague(deps: {
  customers: Pick<Customers, 'find'>
  directory: Pick<StaffDirectory, 'find'>
  places: DayPlaces
  clock: Clock
}) {
  return async function colleagueOf(task: Task, userid: string): Promise<Assignee> {
    const member = await deps.directory.find(userid)
    if (!member || member._id === task.assignee) throw new DomainError('staff.not_found', { field: 'to' })
    if (!isAvailable(member, deps.clock.now())) throw new DomainError('staff.off_duty', { field: 'to' })
    await deps.places.takeAnyway(task, member)
    const customer = await deps.customers.find(task.customerId)
    return { userid: member._id, notConnected: !(customer && isConnected(customer, member._id)) }
  }
}
