import { DateTime } from 'luxon'
import type { CalendarDefinition, HolidayYear } from '../language/calendar.ts'
import type { DayRule } from '../language/day-rule.ts'
import { daysInYear, type Occurrence } from './days-in-year.ts'

/** Everything that is known of days. Days are local dates as `2026-09-25`, whatever the zone. */
export interface Calendar {
  /** Monday to Friday, but for official holidays and the working days they are paid with. */
  isWorkingDay(day: string): boolean
  /** What was announced for a day; null for an ordinary one, and for a year nobody has written down. */
  officialOn(day: string): 'off' | 'work' | null
  /** Names of the festivals and company days of a day. */
  festivalOn(day: string): readonly string[]
  /** The first day with this name, `from` included; null when none comes within ten years. */
  nextFestival(name: string, from: string): Occurrence | null
  /** The 静默日 of a day, and the version of the calendar that says so. */
  silentOn(day: string): SilentDay | null
}

export interface SilentDay {
  name: string
  calendar?: string
}

/** A definition, and its version, e.g. `china@2`. */
export interface CalendarPart {
  definition: CalendarDefinition
  version?: string
}

const yearsAhead = 10

/** All calendars in use as one. Years are worked out when they are first asked for. */
export function createCalendar(parts: readonly CalendarPart[]): Calendar {
  const definitions = parts.map(({ definition }) => definition)
  const named = definitions.flatMap(({ festivals, companyDays }) => [
    ...Object.entries(festivals),
    ...Object.entries(companyDays),
  ])
  const silent = parts.flatMap(({ definition, version }) =>
    Object.entries(definition.silentDays).map(([name, rule]): [SilentDay, DayRule] => [
      version === undefined ? { name } : { name, calendar: version },
      rule,
    ]),
  )
  const festivals = byYear(named)
  const silences = byYear(silent)
  const holidays = definitions.flatMap((definition) => Object.values(definition.holidays))

  const officialOn = (day: string) => announced(day, holidays)
  return {
    officialOn,
    isWorkingDay(day) {
      const official = officialOn(day)
      return official === null ? DateTime.fromISO(day).weekday <= 5 : official === 'work'
    },
    festivalOn: (day) => festivals(day),
    nextFestival(name, from) {
      const rule = named.find(([called]) => called === name)?.[1]
      if (rule === undefined) return null
      const first = yearOf(from)
      for (let year = first; year <= first + yearsAhead; year++) {
        const next = daysInYear(rule, year).find(({ day }) => day >= from)
        if (next !== undefined) return next
      }
      return null
    },
    silentOn: (day) => silences(day)[0] ?? null,
  }
}

const yearOf = (day: string): number => Number(day.slice(0, 4))

function announced(day: string, years: readonly HolidayYear[]): 'off' | 'work' | null {
  for (const { off, work } of years) {
    if (work.includes(day)) return 'work'
    if (off.some(({ from, to }) => day >= from && day <= to)) return 'off'
  }
  return null
}

/** What falls on a day. */
function byYear<Name>(rules: readonly (readonly [Name, DayRule])[]): (day: string) => readonly Name[] {
  const known = new Map<number, Map<string, Name[]>>()
  const workedOut = (year: number) => {
    const days = new Map<string, Name[]>()
    for (const [name, rule] of rules) {
      for (const { day } of daysInYear(rule, year)) days.set(day, [...(days.get(day) ?? []), name])
    }
    known.set(year, days)
    return days
  }
  return (day) => (known.get(yearOf(day)) ?? workedOut(yearOf(day))).get(day) ?? []
}
