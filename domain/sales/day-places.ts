import type { StaffDay, TaskDays } from '../../models/task-days.ts'
import { staffDayKey } from '../../models/task-days.ts'
import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { FollowUpRules } from '../language/follow-up-rules.ts'
import { isoDay } from '../local-time.ts'
import type { Colleague } from './staff-directory.ts'

/** A place is taken before its task is written: for so long nobody takes it for one that a process left behind. */
const writingMs = 10 * 60_000

type Member = Pick<Colleague, '_id' | 'hours'>

export type DayPlaces = ReturnType<typeof createDayPlaces>

/**
 * How many new follow-ups a salesperson gets on a local day of theirs. A task has one place at the most: with whom it is, on
 * the day it came to them; finishing it keeps the place, losing it gives the place back. Test customers take none.
 */
export function createDayPlaces(deps: {
  days: TaskDays
  tasks: Pick<TaskStore, 'findByIds'>
  rules: () => FollowUpRules
  clock: Clock
}) {
  const { days, tasks, rules, clock } = deps

  const dayOf = ({ _id, hours }: Member): StaffDay => ({ staff: _id, day: isoDay(clock.now(), hours.zone) })

  /** Of a full day, what is there without reason is given back: a process died between the place and its task. */
  async function hasRoomAfterAll(where: StaffDay, most: number): Promise<boolean> {
    const by = clock.now().getTime() - writingMs
    const places = (await days.placesOf(where)).filter(({ at }) => at.getTime() < by)
    const found = new Map(
      (await tasks.findByIds(places.map(({ task }) => task))).map((one) => [one._id, one]),
    )
    const left = places.filter(({ task }) => !isWith(found.get(task), where.staff)).map(({ task }) => task)
    if (left.length === 0) return false
    await days.giveBack(where, left)
    return (await days.placesOf(where)).length < most
  }

  return {
    /** How many of a day's places a task may see: the last ones are for urgent ones alone. */
    mostFor({ urgent }: Pick<Task, 'urgent'>): number {
      const { perDay, keptForUrgent } = rules()
      return urgent ? perDay : perDay - keptForUrgent
    },
    /** Which of them have no place today for a task that sees `most`. */
    async fullAmong(members: readonly Member[], most: number): Promise<Set<string>> {
      const counts = await days.counts(members.map(dayOf))
      const full = new Set<string>()
      for (const member of members) {
        const where = dayOf(member)
        if ((counts.get(staffDayKey(where)) ?? 0) < most) continue
        if (!(await hasRoomAfterAll(where, most))) full.add(member._id)
      }
      return full
    },
    /** How many places of today are taken, by userid. */
    async takenToday(members: readonly Member[]): Promise<Map<string, number>> {
      const counts = await days.counts(members.map(dayOf))
      return new Map(members.map((member) => [member._id, counts.get(staffDayKey(dayOf(member))) ?? 0]))
    },
    perDay: (): number => rules().perDay,
    take: (task: Task, member: Member, most: number): Promise<boolean> =>
      days.take(dayOf(member), { task: task._id, at: clock.now() }, most),
    /** Whatever the number says, since a person decided so. */
    async takeAnyway(task: Task, member: Member): Promise<void> {
      if (!task.isTest) await days.takeAnyway(dayOf(member), { task: task._id, at: clock.now() })
    },
    /**
     * After the task left `staff`. A place that was taken for a write somebody else was faster with is not given back here: a
     * day would then hold more than its number for the moment between two writes.
     */
    async leave({ _id, isTest }: Task, staff: string | undefined): Promise<void> {
      if (!isTest && staff !== undefined) await days.leave(_id, staff)
    },
  }
}

function isWith(task: Task | undefined, staff: string): boolean {
  return task?.assignee === staff && task.state !== 'joined'
}
