import { DateTime } from 'luxon'

export const minuteMs = 60_000
export const dayMs = 86_400_000
const company = 'Asia/Shanghai'

const units: Record<string, number> = {
  second: 1_000,
  minute: minuteMs,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
}

/** `3 days` in ms. */
export function duration(text: string): number {
  const [count, unit = ''] = text.split(' ')
  const ms = Number(count) * (units[unit.replace(/s$/, '')] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new Error(`no duration: ${text}`)
  return ms
}

/** `3 days ago`, `3 days from now`, or a moment with its zone. */
export function moment(text: string, now: Date): Date {
  const relative = /^(\S+ \S+) (ago|from now)$/.exec(text)
  if (relative === null) return new Date(text)
  const ms = duration(relative[1] as string)
  return new Date(now.getTime() + (relative[2] === 'ago' ? -ms : ms))
}

export function clock(at: Date, zone = company): DateTime {
  return DateTime.fromJSDate(at, { zone })
}

/** `09:30` shown on the clocks of the zone. */
const shows = (at: Date, zone: string | undefined): string => clock(at, zone).toFormat('HH:mm')
export const dayOf = (at: Date, zone?: string): string => clock(at, zone).toFormat('yyyy-MM-dd')
export const weekOf = (at: Date, zone?: string): string => clock(at, zone).toFormat("kkkk-'W'WW")

/** Looks at the clock minute after minute until `is` says so; `at` itself comes first. */
export function firstMinute(at: Date, is: (at: Date) => boolean): Date {
  for (let here = at; ; here = new Date(Math.floor(here.getTime() / minuteMs + 1) * minuteMs)) {
    if (is(here)) return here
    if (here.getTime() - at.getTime() > 9 * dayMs) throw new Error('no such minute')
  }
}

/** Whether the clock shows a time in `10:00-20:00`; the end no longer belongs to it. */
export function inWindow(at: Date, window: string, zone: string | undefined): boolean {
  const [from = '', to = ''] = window.split('-')
  const time = shows(at, zone)
  return time >= from && time < to
}

/** A trait as a date: a moment, or the beginning of the written day where the person lives. */
export function dateFrom(value: unknown, zone = company): Date | null {
  if (value instanceof Date) return value
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null
  return DateTime.fromISO(value, { zone }).toJSDate()
}

/** The offset that `minus` or `plus` write. */
export function offset({ minus, plus }: { minus?: string; plus?: string }): number {
  if (minus !== undefined) return -duration(minus)
  return plus === undefined ? 0 : duration(plus)
}
