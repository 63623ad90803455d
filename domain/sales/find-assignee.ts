import type { Task, TaskStore, WhenFull } from '../../models/tasks.ts'
import type { Customers } from '../customers/contract.ts'
import { nextDayStart } from '../local-time.ts'
import { type Assignee, chooseAssignee, isAvailable } from './choose-assignee.ts'
import type { DayPlaces } from './day-places.ts'
import type { Colleague, StaffDirectory } from './staff-directory.ts'
import { nextWorking, nextWorkingDay } from './working-hours.ts'

const hourMs = 3_600_000

/**
 * Whoever takes a task now, with a place of their day and whom it passed over for being full; or when it makes sense to look
 * for somebody again, and for whose next day it waits.
 */
export type Found = { assignee: Assignee; past?: string[] } | { lookAgainAt: Date; full?: string[] }

/** Looks for the next salesperson of a task among those it was not offered to yet. */
export function createFindAssignee(deps: {
  tasks: Pick<TaskStore, 'loads'>
  customers: Pick<Customers, 'find'>
  directory: Pick<StaffDirectory, 'all'>
  places: DayPlaces
}) {
  const { tasks, customers, directory, places } = deps

  return async function findAssignee(task: Task, now: Date, whenFull: WhenFull): Promise<Found> {
    const [customer, staff, loads] = await Promise.all([
      customers.find(task.customerId),
      directory.all(),
      tasks.loads(),
    ])
    if (!customer) return { lookAgainAt: nextChance(staff, task, now) }
    const most = places.mostFor(task)
    const atWork = staff.filter((member) => isAvailable(member, now))
    const full = task.isTest ? new Set<string>() : await places.fullAmong(atWork, most)
    for (;;) {
      const choice = chooseAssignee({
        ...{ customer, staff, loads, exclude: task.offeredTo, now, full },
        whenFull: whenFull === 'passOn' ? 'passOn' : 'wait',
      })
      if (choice.kind === 'nobody') return { lookAgainAt: nextChance(staff, task, now) }
      if (choice.kind === 'full')
        return { lookAgainAt: nextDay(staff, choice.staff, now), full: choice.staff }
      const { assignee, past } = choice
      const member = atWork.find(({ _id }) => _id === assignee.userid)
      if (task.isTest || (member && (await places.take(task, member, most)))) {
        return { assignee, ...(past.length > 0 && { past }) }
      }
      // Another process took the last place meanwhile.
      full.add(assignee.userid)
    }
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

/**
 * Where the next working day of the first of them begins: at midnight, so that who waits gets a place before whatever that day
 * brings.
 */
function nextDay(staff: readonly Colleague[], full: readonly string[], now: Date): Date {
  const days = staff
    .filter(({ _id }) => full.includes(_id))
    .map(({ hours }) => nextWorkingDay(now, hours) ?? nextDayStart(now, hours.zone))
  return new Date(Math.min(...days.map((day) => day.getTime())))
}
