import { DateTime } from 'luxon'

const isoDate = /^\d{4}-\d{2}-\d{2}(T.+)?$/
const writtenDate = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/
const monthAndDay = /^(?:--)?(\d{1,2})[-/月](\d{1,2})日?$/

/**
 * A trait as an instant: a date as it is, `2026-03-05`, `2026/3/5` or `2026年3月5日` as that day's beginning in `zone`. Null when
 * it is no whole date: half of one would quietly be a time of today.
 */
export function dateOfTrait(value: unknown, zone: string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (isoDate.test(text)) return valid(DateTime.fromISO(text, { zone }))
  const [, year, month, day, isoMonth, isoDay] = writtenDate.exec(text) ?? []
  return year === undefined ? null : dayOf(year, month ?? isoMonth, day ?? isoDay, zone)
}

/** Every way `dateOfTrait` reads a day without a time of day, for a store that compares texts as they are. */
export function textsOfDay(day: DateTime): string[] {
  const { year } = day
  const padded = (part: number) => String(part).padStart(2, '0')
  const months = [...new Set([String(day.month), padded(day.month)])]
  const days = [...new Set([String(day.day), padded(day.day)])]
  const marks = [
    ['-', '-', ''],
    ['/', '/', ''],
    ['.', '.', ''],
    ['年', '月', ''],
    ['年', '月', '日'],
  ] as const
  return [
    day.toFormat('yyyyMMdd'),
    ...months.flatMap((month) =>
      days.flatMap((date) => marks.map(([one, two, end]) => `${year}${one}${month}${two}${date}${end}`)),
    ),
  ]
}

/** The same for what comes every year, where month and day will do: `05-20`, `5月20日`, in the leap year 2000. */
export function anniversaryOfTrait(value: unknown, zone: string): Date | null {
  const [, month, day] = (typeof value === 'string' && monthAndDay.exec(value.trim())) || []
  return month === undefined ? dateOfTrait(value, zone) : dayOf('2000', month, day, zone)
}

function dayOf(year: string, month: string | undefined, day: string | undefined, zone: string): Date | null {
  return valid(DateTime.fromObject({ year: Number(year), month: Number(month), day: Number(day) }, { zone }))
}

function valid(date: DateTime): Date | null {
  return date.isValid ? date.toJSDate() : null
}
