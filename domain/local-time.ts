import { DateTime, IANAZone } from 'luxon'

/** Zone of the company, and of customers who have not told us theirs. */
export const defaultZone = 'Asia/Shanghai'

/** A stretch of the local day in minutes since midnight, start included, end excluded; `from` < `to` ≤ 1440. */
export interface LocalWindow {
  fromMinute: number
  toMinute: number
}

/** Asking whether there is such a zone is slow, and customers are in a few: what was asked is known, up to so many of usual length. */
const asked = new Map<string, boolean>()
const mostAsked = 1_000
const longestAsked = 64

function isZone(zone: string): boolean {
  const known = asked.get(zone)
  if (known !== undefined) return known
  const isIt = IANAZone.isValidZone(zone)
  if (asked.size < mostAsked && zone.length <= longestAsked) asked.set(zone, isIt)
  return isIt
}

/** `zone` itself, or Asia/Shanghai when there is none or nobody knows it. */
export function zoneOr(zone: string | undefined): string {
  return zone !== undefined && isZone(zone) ? zone : defaultZone
}

/** The zone local rules use for this customer. */
export function zoneOf(customer: { profile: { timeZone?: string } }): string {
  return zoneOr(customer.profile.timeZone)
}

/** The instant on the wall clock of the zone; an unknown zone counts as the default one. */
export function localTime(at: Date, zone?: string): DateTime<true> {
  return DateTime.fromJSDate(at, { zone: zoneOr(zone) }) as DateTime<true>
}

/** The local date, as `2026-09-25`. */
export function isoDay(at: Date, zone?: string): string {
  return localTime(at, zone).toISODate()
}

/** Start of the natural day. */
export function dayStart(at: Date, zone?: string): Date {
  return localTime(at, zone).startOf('day').toJSDate()
}

/** Start of the natural week, Monday first. */
export function weekStart(at: Date, zone?: string): Date {
  return localTime(at, zone).startOf('week').toJSDate()
}

export function nextDayStart(at: Date, zone?: string): Date {
  return localTime(at, zone).plus({ days: 1 }).startOf('day').toJSDate()
}

export function nextWeekStart(at: Date, zone?: string): Date {
  return localTime(at, zone).plus({ weeks: 1 }).startOf('week').toJSDate()
}

/** Whether the local wall clock shows a time inside the window. */
export function isInside(at: Date, window: LocalWindow, zone?: string): boolean {
  const { hour, minute } = localTime(at, zone)
  const now = hour * 60 + minute
  return now >= window.fromMinute && now < window.toMinute
}

/**
 * `at` itself when it is inside the window, else the next opening. A start that summer time skips counts an hour later on
 * the clock; one that comes twice is the earlier.
 */
export function nextInside(at: Date, window: LocalWindow, zone?: string): Date {
  if (isInside(at, window, zone)) return at
  const local = localTime(at, zone)
  const isLater = local.hour * 60 + local.minute >= window.fromMinute
  return atMinuteOfDay(isLater ? local.plus({ days: 1 }) : local, window.fromMinute).toJSDate()
}

/** The instant a local day shows `minute` minutes after midnight on its clocks. */
export function atMinuteOfDay(day: DateTime, minute: number): DateTime {
  return day.startOf('day').set({ hour: Math.floor(minute / 60), minute: minute % 60 })
}

/** When the clocks of the zone (Asia/Shanghai when left out) show this minute of the day next after `after`. */
export function nextDailyAt(minute: number, after: Date, zone?: string): Date {
  const day = localTime(after, zone)
  const today = atMinuteOfDay(day, minute).toJSDate()
  return today > after ? today : atMinuteOfDay(day.plus({ days: 1 }), minute).toJSDate()
}

/** Minutes since midnight as a clock shows them: 570 is `09:30`. */
export function clockText(minuteOfDay: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`
}

/** Throws a RangeError unless the window opens before it closes, on one day. */
export function checkWindow({ fromMinute, toMinute }: LocalWindow): void {
  const whole = Number.isInteger(fromMinute) && Number.isInteger(toMinute)
  if (whole && fromMinute >= 0 && fromMinute < toMinute && toMinute <= 1_440) return
  throw new RangeError(
    `A window must open before it closes, on one day: ${fromMinute} to ${toMinute} minutes`,
  )
}
