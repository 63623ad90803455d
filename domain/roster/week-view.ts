import { DateTime } from 'luxon'
import type { Roster } from '../../models/rosters.ts'
import type { LocalWindow } from '../local-time.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { spanOn } from '../sales/working-hours.ts'
import { gapsIn } from './gaps.ts'
import { shiftNameOn } from './shift-of.ts'

/** A day of somebody: their working time, and the name of the shift where a roster says one. */
export interface WeekCell {
  shift: string | null
  span: LocalWindow | null
}

export interface WeekView {
  /** Seven local days, as `2026-12-01`. */
  days: string[]
  people: { userid: string; name: string; cells: WeekCell[] }[]
  /** By day: what of the opening hours nobody works. */
  gaps: LocalWindow[][]
}

/** Seven days of some people, as they will work; `openOn` is when somebody should be there. */
export function weekOf(input: {
  from: string
  people: readonly Colleague[]
  rosters: readonly Roster[]
  openOn: (day: DateTime) => LocalWindow | null
}): WeekView {
  const { people, rosters, openOn } = input
  const days = Array.from({ length: 7 }, (_, add) => DateTime.fromISO(input.from).plus({ days: add }))
  const shown = people.map((person) => {
    const roster = rosters.find(({ _id }) => _id === person.department)
    const cells = days.map((day) => ({
      shift: (roster && shiftNameOn(roster, person._id, day.toISODate() ?? '')) ?? null,
      span: person.onDuty ? spanOn(day, person.hours) : null,
    }))
    return { userid: person._id, name: person.name, cells }
  })
  const gaps = days.map((day, at) => {
    const open = openOn(day)
    const covered = shown.flatMap(({ cells }) => cells[at]?.span ?? [])
    return open ? gapsIn(open, covered) : []
  })
  return { days: days.map((day) => day.toISODate() ?? ''), people: shown, gaps }
}
