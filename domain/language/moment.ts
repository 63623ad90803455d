import { DateTime } from 'luxon'
import { z } from 'zod'
import { localTime } from '../local-time.ts'
import { readDuration } from './duration.ts'
import { hint } from './hint.ts'

/** A point in time, fixed or counted from now. `months` are calendar months in Asia/Shanghai; negative = in the future. */
export type Moment = { kind: 'at'; iso: string } | { kind: 'relative'; ms: number; months: number }

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/** `30 days ago`, `6 months ago`, `3 days from now`, `2026-03-01T00:00:00+08:00`. Null when it is neither. */
export function readMoment(text: string): Moment | null {
  if (zoned.test(text)) return isOnTheCalendar(text) ? { kind: 'at', iso: text } : null
  const relative = /^(.+) (ago|from now)$/.exec(text)
  if (relative === null) return null
  const [, amount = '', direction] = relative
  const sign = direction === 'ago' ? 1 : -1
  const calendar = /^(\d{1,3}) (month|year)s?$/.exec(amount)
  if (calendar !== null) {
    return { kind: 'relative', ms: 0, months: sign * Number(calendar[1]) * (calendar[2] === 'year' ? 12 : 1) }
  }
  const ms = readDuration(amount)
  return ms === null ? null : { kind: 'relative', ms: sign * ms, months: 0 }
}

/** Whether the calendar has such a day and the clock such a time: `Date.parse` takes 30 February for 2 March. */
function isOnTheCalendar(iso: string): boolean {
  const offsetMinutes = Math.abs(DateTime.fromISO(iso, { setZone: true }).offset)
  return DateTime.fromISO(iso).isValid && !iso.includes('T24:') && offsetMinutes <= 14 * 60
}

/** `2026-03-05` as the ISO beginning of that day in Asia/Shanghai. Null when there is no such day. */
export function readDay(text: string): string | null {
  const iso = `${text}T00:00:00+08:00`
  return zoned.test(iso) && isOnTheCalendar(iso) ? iso : null
}

/** Whether a text is a day of every or of a leap year: `05-20`, `02-29`. */
export function isMonthDay(text: string): boolean {
  return /^\d{2}-\d{2}$/.test(text) && readDay(`2000-${text}`) !== null
}

/** The instant a moment stands for. */
export function resolveMoment(moment: Moment, now: Date): Date {
  if (moment.kind === 'at') return new Date(moment.iso)
  const monthsBack =
    moment.months === 0 ? now.getTime() : localTime(now).minus({ months: moment.months }).toMillis()
  return new Date(monthsBack - moment.ms)
}

/** `2026年3月5日 10:00`, in Asia/Shanghai; its beginning is the day alone. */
export function describeTime(iso: string): string {
  const at = localTime(new Date(iso))
  return at.toFormat(at.hour === 0 && at.minute === 0 ? 'yyyy年M月d日' : 'yyyy年M月d日 HH:mm')
}

const noSuchTime = '日历上没有这个时间，改成真实的日期和时刻'
const expected = '时间点，如 30 days ago、6 months ago 或带时区的 2026-03-01T00:00:00+08:00'

export const momentSchema = z.string().transform((text, context) => {
  const moment = readMoment(text)
  if (moment !== null) return moment
  context.issues.push({
    code: 'custom',
    input: text,
    message: hint(expected, zoned.test(text) ? noSuchTime : '写成相对时间，或写出时区的完整时间'),
  })
  return z.NEVER
})

/** A fixed time with its zone, kept as written. */
export const zonedTimeSchema = z.string().refine((text) => readMoment(text)?.kind === 'at', {
  error: ({ input }) =>
    hint(
      '带时区的时间，如 2026-03-01T10:00:00+08:00',
      zoned.test(String(input)) ? noSuchTime : '在时间后写出时区，如 +08:00',
    ),
})
