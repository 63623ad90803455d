import { Cron } from 'croner'
import { DateTime } from 'luxon'
import type { JourneyDefinition } from '../language/journey.ts'
import { defaultZone } from '../local-time.ts'
import type { Calendar } from './calendar.ts'

/** Something that begins by itself on a day. */
export interface DayRun {
  journey: JourneyDefinition
  /** `09:30` */
  time: string
}

export interface MonthDay {
  /** `2026-12-03` */
  day: string
  festivals: readonly string[]
  silent: string | null
  official: 'off' | 'work' | null
  runs: DayRun[]
}

/** A cron of every minute must not become a page of its own: that it runs on a day is enough. */
const mostTimesADay = 3
const mostTimes = 5_000

/** A month as marketers plan by it: what the days are, and which flows and 群发 begin on them by date (Asia/Shanghai). */
export function monthOf(month: string, calendar: Calendar, journeys: readonly JourneyDefinition[]): MonthDay[] {
  const first = DateTime.fromISO(`${month}-01`, { zone: defaultZone })
  const days = Array.from({ length: first.daysInMonth ?? 0 }, (_, n) => first.plus({ days: n }).toISODate() ?? '')
  const runs = new Map(days.map((day) => [day, [] as DayRun[]]))
  for (const journey of journeys) {
    for (const { day, time } of timesIn(journey, first, days, calendar)) {
      const list = runs.get(day)
      if (list && list.filter((run) => run.journey === journey).length < mostTimesADay) list.push({ journey, time })
    }
  }
  return days.map((day) => ({
    day,
    festivals: calendar.festivalOn(day),
    silent: calendar.silentOn(day)?.name ?? null,
    official: calendar.officialOn(day),
    runs: (runs.get(day) ?? []).sort((a, b) => (a.time < b.time ? -1 : 1)),
  }))
}

function timesIn(
  { entry }: JourneyDefinition,
  first: DateTime,
  days: string[],
  calendar: Calendar,
): { day: string; time: string }[] {
  if (entry.kind === 'festival') {
    const time = DateTime.fromISO(days[0] ?? '').plus({ minutes: entry.atMinute }).toFormat('HH:mm')
    return days
      .filter((day) => calendar.festivalOn(shifted(day, -entry.offsetDays)).includes(entry.festival))
      .map((day) => ({ day, time }))
  }
  if (entry.kind !== 'schedule') return []
  const end = first.plus({ months: 1 })
  const times =
    entry.schedule.kind === 'at'
      ? [new Date(entry.schedule.iso)]
      : new Cron(entry.schedule.cron, { paused: true, timezone: defaultZone, stopAt: end.toJSDate() }).nextRuns(
          mostTimes,
          first.minus({ seconds: 1 }).toJSDate(),
        )
  return times.map((at) => {
    const local = DateTime.fromJSDate(at, { zone: defaultZone })
    return { day: local.toISODate() ?? '', time: local.toFormat('HH:mm') }
  })
}

function shifted(day: string, days: number): string {
  return DateTime.fromISO(day).plus({ days }).toISODate() ?? ''
}
