import { DateTime } from 'luxon'
import { defaultZone, isoDay } from '../../local-time.ts'

/** Habits change: only the last occasions tell. */
const occasionsThatTell = 13
/** Who buys less often than once a year has no cycle. */
const longestCycleDays = 365
/** From here on a cycle is known well enough to remind somebody by: never with two occasions. */
const knownFrom = 0.4
const dayMs = 86_400_000

const day = {
  /** Cycles that may be those of a payday. */
  isMonthly: (cycleDays: number) => cycleDays >= 26 && cycleDays <= 35,
  atLeastOccasions: 3,
  occasionsThatTell: 6,
  toleranceDays: 2,
  atLeastShare: 0.75,
  /** Nobody is expected sooner after the last occasion. */
  restDays: 15,
} as const

export interface BuyingCycle {
  /** From one occasion to the next. */
  days: number
  /** 0 to 1, of two decimals. */
  confidence: number
  /** Where a monthly buyer keeps to a day: one beyond a month's end is its last. */
  dayOfMonth: number | null
  /** The local day on which the next purchase is expected; it stays when it passes. */
  nextOn: string
}

/** The local dates with a purchase, oldest first: five orders on one day are one occasion. */
export function purchaseOccasions(times: readonly Date[]): string[] {
  return [...new Set(times.map((at) => isoDay(at, defaultZone)))].sort()
}

/** The occasions a habit is told from, and the days from each to the next. */
export function cycleEvidence(occasions: readonly string[]): { recent: string[]; gaps: number[] } {
  const recent = occasions.slice(-occasionsThatTell)
  return { recent, gaps: gapsOf(recent) }
}

/** The habit these occasions tell of, oldest first; null of one occasion, and of one a year or fewer. */
export function buyingCycle(occasions: readonly string[]): BuyingCycle | null {
  const { recent, gaps } = cycleEvidence(occasions)
  const last = recent.at(-1)
  if (last === undefined || gaps.length === 0) return null
  const days = medianOf(gaps)
  if (days > longestCycleDays) return null
  const isMonthly = day.isMonthly(days) && recent.length >= day.atLeastOccasions
  const dayOfMonth = isMonthly ? usualDayOfMonth(recent.slice(-day.occasionsThatTell)) : null
  const nextOn = dayOfMonth === null ? daysAfter(last, days) : nextSuchDay(last, dayOfMonth)
  return { days, confidence: confidenceOf(gaps, days), dayOfMonth, nextOn }
}

/** Whether somebody may be reminded by a cycle of this confidence. */
export function isCycleKnown(confidence: unknown): boolean {
  return typeof confidence === 'number' && confidence >= knownFrom
}

/** The local days since the next order was expected. */
export function overdueDays(nextOrderOn: Date, now: Date): number {
  return Math.max(0, daysSince(isoDay(nextOrderOn, defaultZone), now))
}

/** The local days since a local day. */
export function daysSince(localDay: string, now: Date): number {
  return numberOf(isoDay(now, defaultZone)) - numberOf(localDay)
}

/** The beginning of a local day, or of the one so many days after it. */
export function startOfDay(localDay: string, daysLater = 0): Date {
  return DateTime.fromISO(localDay, { zone: defaultZone }).plus({ days: daysLater }).toJSDate()
}

/** Of a local day, counted from 1970. */
const numberOf = (localDay: string): number => Date.parse(`${localDay}T00:00:00Z`) / dayMs

function gapsOf(occasions: readonly string[]): number[] {
  const numbers = occasions.map(numberOf)
  return numbers.slice(1).map((number, index) => number - (numbers[index] ?? number))
}

/** Halves are rounded up. */
function medianOf(gaps: readonly number[]): number {
  const sorted = [...gaps].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2)
}

/**
 * m ÷ (m + 2) × (1 − mean deviation from the cycle ÷ cycle), in hundredths. The median of the deviations instead would trust
 * gaps of 1, 6, 1, 6, 1. In whole numbers up to the one division, so that halves are halves.
 */
function confidenceOf(gaps: readonly number[], days: number): number {
  const deviation = gaps.reduce((sum, gap) => sum + Math.abs(gap - days), 0)
  const regular = Math.max(0, gaps.length * days - deviation)
  return Math.round((100 * regular) / ((gaps.length + 2) * days)) / 100
}

/** The day of the month most of these were within two days of; of equals the nearest to them, then the earlier. */
function usualDayOfMonth(occasions: readonly string[]): number | null {
  const days = occasions.map((occasion) => DateTime.fromISO(occasion, { zone: 'utc' }) as DateTime<true>)
  let best = { day: 0, near: 0, off: 0 }
  for (let candidate = 1; candidate <= 31; candidate += 1) {
    const offs = days.map((date) => daysOff(date, candidate)).filter((off) => off <= day.toleranceDays)
    const off = offs.reduce((sum, each) => sum + each, 0)
    if (offs.length > best.near || (offs.length === best.near && off < best.off))
      best = { day: candidate, near: offs.length, off }
  }
  return best.near >= day.atLeastShare * occasions.length ? best.day : null
}

/** How far a date is from that day of its month, the shorter way round. */
function daysOff({ day: date, daysInMonth }: DateTime<true>, wanted: number): number {
  const off = Math.abs(date - Math.min(wanted, daysInMonth))
  return Math.min(off, daysInMonth - off)
}

function nextSuchDay(last: string, dayOfMonth: number): string {
  const earliest = DateTime.fromISO(last, { zone: 'utc' }).plus({ days: day.restDays }) as DateTime<true>
  const inMonth = (month: DateTime<true>) => month.set({ day: Math.min(dayOfMonth, month.daysInMonth) })
  const first = inMonth(earliest)
  const next = first >= earliest ? first : inMonth(earliest.startOf('month').plus({ months: 1 }))
  return next.toISODate()
}

function daysAfter(occasion: string, days: number): string {
  return (DateTime.fromISO(occasion, { zone: 'utc' }).plus({ days }) as DateTime<true>).toISODate()
}
