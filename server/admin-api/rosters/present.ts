import { clockText, type LocalWindow } from '../../../domain/local-time.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { RosterContent } from '../../../domain/roster/roster-rules.ts'
import type { WeekView } from '../../../domain/roster/week-view.ts'

/** Whether the roster of a department is theirs to write: a lead's are those of their departments. */
export function isOwn(
  department: string,
  { role, departments }: Pick<Caller, 'role' | 'departments'>,
): boolean {
  return role === 'owner' || role === 'marketer' || (role === 'lead' && departments.includes(department))
}

export function presentContent({ shifts, week, exceptions }: RosterContent) {
  const shown = shifts.map(({ name, ...window }) => ({ name, ...presentSpan(window) }))
  return {
    shifts: shown,
    week: week.map(({ userid, days }) => ({ userid, days })),
    exceptions: exceptions.map(({ day, userid, shift }) => ({ day, userid, shift })),
  }
}

export function readContent(written: {
  shifts: { name: string; from: string; to: string }[]
  week: { userid: string; days: string[] }[]
  exceptions: { day: string; userid: string; shift: string }[]
}): RosterContent {
  const shifts = written.shifts.map(({ name, from, to }) => ({
    name: name.trim(),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
  }))
  return { ...written, shifts }
}

export function presentWeek({ days, people, gaps }: WeekView) {
  return {
    days,
    people: people.map(({ userid, name, cells }) => ({
      userid,
      name,
      cells: cells.map(({ shift, span }) => ({ shift, span: span && presentSpan(span) })),
    })),
    gaps: gaps.map((ofDay) => ofDay.map(presentSpan)),
  }
}

export function presentSpan({ fromMinute, toMinute }: LocalWindow) {
  return { from: clockText(fromMinute), to: clockText(toMinute) }
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
