import { DateTime, IANAZone } from 'luxon'
import type { Customer, TraitValue } from '../../models/customer.ts'
import type { LocalWindow } from '../language/local-time.ts'

export const defaultZone = 'Asia/Shanghai'

/** The zone local rules use for this customer; an unknown one counts as Asia/Shanghai. */
export function zoneOf(customer: Pick<Customer, 'profile'>): string {
  const zone = customer.profile.timeZone
  return zone !== undefined && IANAZone.isValidZone(zone) ? zone : defaultZone
}

/**
 * The first instant at or after `at` whose wall clock in `zone` is inside the window (start included, end excluded).
 * A start that summer time skips counts an hour later on the clock; one that comes twice is the earlier.
 */
export function nextInWindow(at: Date, window: LocalWindow, zone: string): Date {
  const local = DateTime.fromJSDate(at, { zone })
  const minute = local.hour * 60 + local.minute
  if (minute >= window.fromMinute && minute < window.toMinute) return at
  const day = minute < window.fromMinute ? local : local.plus({ days: 1 })
  return atMinuteOfDay(day, window.fromMinute).toJSDate()
}

/** The instant a local day shows `minute` minutes after midnight on its clocks. */
export function atMinuteOfDay(day: DateTime, minute: number): DateTime {
  return day.startOf('day').set({ hour: Math.floor(minute / 60), minute: minute % 60 })
}

/** A trait as an instant: a date as it is, `2026-03-05` as that day's beginning in `zone`. Null when it is no date. */
export function dateOfTrait(value: TraitValue | undefined, zone: string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string') return null
  const read = DateTime.fromISO(value, { zone })
  return read.isValid ? read.toJSDate() : null
}
