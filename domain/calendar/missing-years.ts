import type { CalendarDefinition } from '../language/calendar.ts'
import { localTime } from '../local-time.ts'

const december = 12

/**
 * Years whose holidays should be written down by now and are not: next year's are announced in November. Calendars that hold none
 * at all are not about them.
 */
export function missingYears(
  calendars: readonly Pick<CalendarDefinition, 'holidays'>[],
  now: Date,
): number[] {
  const written = new Set(calendars.flatMap(({ holidays }) => Object.keys(holidays).map(Number)))
  if (written.size === 0) return []
  const { year, month } = localTime(now)
  return (month === december ? [year, year + 1] : [year]).filter((one) => !written.has(one))
}
