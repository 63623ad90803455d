import { DateTime } from 'luxon'

/** Zone of customers who have not told us theirs. */
export const defaultZone = 'Asia/Shanghai'

/** A stretch of the local day, `HH:mm`; `to` is the first minute outside. */
export interface LocalWindow {
  from: string
  to: string
}

/** The instant in the customer's zone; an unknown zone name counts as the default one. */
export function localTime(at: Date, zone: string | undefined): DateTime<true> {
  const there = DateTime.fromJSDate(at, { zone: zone ?? defaultZone })
  if (there.isValid) return there
  return DateTime.fromJSDate(at, { zone: defaultZone }) as DateTime<true>
}

/** Start of the natural day. */
export function dayStart(at: Date, zone: string | undefined): Date {
  return localTime(at, zone).startOf('day').toJSDate()
}

/** Start of the natural week, Monday first. */
export function weekStart(at: Date, zone: string | undefined): Date {
  return localTime(at, zone).startOf('week').toJSDate()
}

export function nextDayStart(at: Date, zone: string | undefined): Date {
  return localTime(at, zone).startOf('day').plus({ days: 1 }).startOf('day').toJSDate()
}

export function nextWeekStart(at: Date, zone: string | undefined): Date {
  return localTime(at, zone).startOf('week').plus({ weeks: 1 }).startOf('day').toJSDate()
}

/** Whether the local wall clock shows a time inside the window. */
export function isInside(at: Date, zone: string | undefined, window: LocalWindow): boolean {
  const there = localTime(at, zone)
  const minute = there.hour * 60 + there.minute
  return minute >= minuteOf(window.from) && minute < minuteOf(window.to)
}

/** `at` itself when it is inside the window, else the next opening. A clock change may shift the opening, never close it. */
export function nextInside(at: Date, zone: string | undefined, window: LocalWindow): Date {
  if (isInside(at, zone, window)) return at
  const there = localTime(at, zone)
  const opening = minuteOf(window.from)
  const today = there.startOf('day')
  const day = there.hour * 60 + there.minute < opening ? today : today.plus({ days: 1 })
  const opened = day.set({ hour: Math.floor(opening / 60), minute: opening % 60, second: 0, millisecond: 0 })
  return opened.toJSDate()
}

/** Throws a RangeError unless both are `HH:mm`, in order, on one day. */
export function checkWindow(window: LocalWindow): void {
  if (!(minuteOf(window.from) < minuteOf(window.to))) {
    throw new RangeError(`A window must open before it closes: ${window.from}-${window.to}`)
  }
}

function minuteOf(text: string): number {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text)
  if (!match) throw new RangeError(`Not a time of day: ${text}`)
  return Number(match[1]) * 60 + Number(match[2])
}
