import { DateTime } from 'luxon'
import type { CalendarDefinition } from '../language/calendar.ts'
import { createCalendar } from './calendar.ts'

/** A day of a year that is not like any other. */
export interface MarkedDay {
  /** `2026-12-03` */
  day: string
  festivals: readonly string[]
  silent: string | null
  official: 'off' | 'work' | null
  /** What it is off for. */
  holiday: string | null
}

/** The days of a year that these calendars say something about, in order. */
export function yearOf(year: number, calendars: readonly CalendarDefinition[]): MarkedDay[] {
  const calendar = createCalendar(calendars.map((definition) => ({ definition })))
  const off = calendars.flatMap(({ holidays }) => holidays[year]?.off ?? [])
  const first = DateTime.utc(year, 1, 1)
  const days = Array.from({ length: first.daysInYear }, (_, n) => first.plus({ days: n }).toISODate() ?? '')
  return days.flatMap((day) => {
    const marked: MarkedDay = {
      day,
      festivals: calendar.festivalOn(day),
      silent: calendar.silentOn(day)?.name ?? null,
      official: calendar.officialOn(day),
      holiday: off.find(({ from, to }) => day >= from && day <= to)?.name ?? null,
    }
    return marked.festivals.length > 0 || marked.silent !== null || marked.official !== null ? [marked] : []
  })
}
