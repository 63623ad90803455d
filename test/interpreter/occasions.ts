import { clock, dateFrom, dayMs, dayOf, offset } from './words.ts'
import type { Entry } from './written.ts'

type OnDate = Extract<Entry, { trait: string }>

/** The times a schedule comes in (after, until]. */
export function timesOf(schedule: { cron: string } | { at: string }, after: Date, until: Date): Date[] {
  if ('at' in schedule) {
    const at = new Date(schedule.at)
    return at > after && at <= until ? [at] : []
  }
  const [minute, hour, monthDay, , weekday] = schedule.cron.split(' ') as [
    string,
    string,
    string,
    string,
    string,
  ]
  return daysAround(after, until).flatMap((day) => {
    const isOn =
      (monthDay === '*' || Number(monthDay) === day.day) &&
      (weekday === '*' || Number(weekday) === day.weekday % 7)
    const at = day.set({ hour: Number(hour), minute: Number(minute) }).toJSDate()
    return isOn && at > after && at <= until ? [at] : []
  })
}

/** The times a daily look at `10:00` comes in (after, until]. */
export function looksAt(time: string, after: Date, until: Date): Date[] {
  const [hour, minute] = time.split(':').map(Number)
  return daysAround(after, until).flatMap((day) => {
    const at = day.set({ hour: hour as number, minute: minute as number }).toJSDate()
    return at > after && at <= until ? [at] : []
  })
}

function daysAround(after: Date, until: Date) {
  const first = clock(new Date(after.getTime() - dayMs)).startOf('day')
  const days = Math.ceil((until.getTime() - after.getTime()) / dayMs) + 3
  return Array.from({ length: days }, (_, n) => first.plus({ days: n }))
}

/** When somebody's date asks for an entry, in (after, until]; null when it does not. */
export function dueDate(
  entry: OnDate,
  value: unknown,
  zone: string | undefined,
  after: Date,
  until: Date,
): Date | null {
  for (const date of datesOf(entry, value, zone)) {
    const shifted = new Date(date.getTime() + offset(entry))
    const at = entry.at === undefined ? shifted : onThatDay(shifted, entry.at, zone)
    if (at > after && at <= until) return at
  }
  return null
}

function datesOf({ yearly }: OnDate, value: unknown, zone: string | undefined): Date[] {
  if (!yearly) {
    const date = dateFrom(value, zone)
    return date === null ? [] : [date]
  }
  const given = typeof value === 'string' && /^\d{2}-\d{2}$/.test(value) ? value : null
  return given === null ? [] : [2025, 2026, 2027].flatMap((year) => dateFrom(`${year}-${given}`, zone) ?? [])
}

function onThatDay(at: Date, time: string, zone: string | undefined): Date {
  const [hour, minute] = time.split(':').map(Number)
  const day = dateFrom(dayOf(at, zone), zone) as Date
  return clock(day, zone)
    .set({ hour: hour as number, minute: minute as number })
    .toJSDate()
}
