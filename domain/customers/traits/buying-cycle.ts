import { DateTime } from 'luxon'
import { defaultZone, isoDay } from '../../local-time.ts'

/** Habits change: only the last occasions tell. */
const occasionsThatTell = 13
/** Who buys less often than once a year has no cycle. */
const longestCycleDays = 365
const dayMs = 86_400_000

/** The local dates with a purchase, oldest first: five orders on one day are one occasion. */
export function purchaseOccasions(times: readonly Date[]): string[] {
  return [...new Set(times.map((at) => isoDay(at, defaultZone)))].sort()
}

/**
 * Days from one purchase occasion of this customer to the next: the median of the last gaps, halves rounded up. Null while
 * there is no gap, and when it is longer than a year.
 */
export function buyingCycleDays(occasions: readonly string[]): number | null {
  const recent = occasions.slice(-occasionsThatTell).map(dayOf)
  const gaps = recent
    .slice(1)
    .map((day, index) => day - (recent[index] ?? day))
    .sort((a, b) => a - b)
  if (gaps.length === 0) return null
  const middle = gaps.length >> 1
  const median = gaps.length % 2 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2
  const days = Math.round(median)
  return days > longestCycleDays ? null : days
}

/** The beginning of the local day `days` after an occasion. */
export function dayAfter(occasion: string, days: number): Date {
  return DateTime.fromISO(occasion, { zone: defaultZone }).plus({ days }).toJSDate()
}

/** Days since 1970. */
const dayOf = (occasion: string): number => Date.parse(`${occasion}T00:00:00Z`) / dayMs
