import type { DateTime } from 'luxon'
import type { OwnHours, WorkingHours } from '../../models/staff.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { type CompanyRules, defaultRules } from '../language/settings.ts'
import {
  atMinuteOfDay,
  dayStart,
  defaultZone,
  isInside,
  type LocalWindow,
  localTime,
  nextDayStart,
} from '../local-time.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** How far ahead an opening is looked for: further than any leave. */
const farthestDays = 400

export const defaultWorkingHours: WorkingHours = { ...defaultRules.workingHours, zone: defaultZone }

/** Hours as they hold, and what was announced of single days. */
export interface HoursInForce extends WorkingHours {
  officialOn?: Calendar['officialOn']
  /** Their shift of a local day `2026-12-01` by the roster of their department, null = off; absent when none names them. */
  shiftOn?: (day: string) => LocalWindow | null
}

/** What the company says of everybody's hours, and of single days. */
export type CompanyHours = CompanyRules['workingHours'] & Pick<HoursInForce, 'officialOn'>

/** When somebody works: as they or their team say, and where they say nothing, as the company does. Days off add up. */
export function hoursInForce(own: OwnHours | undefined, company: CompanyHours): HoursInForce {
  const { fromMinute = company.fromMinute, toMinute = company.toMinute, days = company.days } = own ?? {}
  const daysOff = [...new Set([...company.daysOff, ...(own?.daysOff ?? [])])]
  const { officialOn } = company
  return { days, fromMinute, toMinute, zone: own?.zone ?? defaultZone, daysOff, officialOn }
}

/** Whether `at` lies inside working hours. */
export function isWorking(at: Date, hours: HoursInForce): boolean {
  const span = spanOn(localTime(at, hours.zone), hours)
  return span !== null && isInside(at, span, hours.zone)
}

/** `at` itself when it lies inside working hours, else the next opening; null when none comes within 400 days. */
export function nextWorking(at: Date, hours: HoursInForce): Date | null {
  if (isWorking(at, hours)) return at
  const local = localTime(at, hours.zone)
  for (let days = 0; days <= farthestDays; days++) {
    const day = local.plus({ days })
    const span = spanOn(day, hours)
    if (span === null) continue
    const opening = atMinuteOfDay(day, span.fromMinute)
    if (opening.toMillis() >= at.getTime()) return opening.toJSDate()
  }
  return null
}

/** Whether some of the working time of the local day of `at` is still to come. */
export function worksToday(at: Date, hours: HoursInForce): boolean {
  const next = nextWorking(at, hours)
  const day = (time: Date) => localTime(time, hours.zone).toISODate()
  return next !== null && day(next) === day(at)
}

/** Midnight of the first local day after that of `at` on which they work; null when none comes within 400 days. */
export function nextWorkingDay(at: Date, hours: HoursInForce): Date | null {
  const opening = nextWorking(nextDayStart(at, hours.zone), hours)
  return opening && dayStart(opening, hours.zone)
}

/** The moment `ms` of working time after `start` have passed. Somebody who never works again has the clock of every day. */
export function addWorkingTime(start: Date, ms: number, hours: HoursInForce): Date {
  let at = nextWorking(start, hours)
  let left = ms
  while (at !== null) {
    const closing = closingOf(at, hours)
    const today = closing.getTime() - at.getTime()
    if (left <= today) return new Date(at.getTime() + left)
    left -= today
    at = nextWorking(closing, hours)
  }
  return new Date(start.getTime() + ms)
}

/** Working time between two moments, in ms; negative when `to` comes first. Counted up to 400 days ahead. */
export function workingMsBetween(from: Date, to: Date, hours: HoursInForce): number {
  if (to < from) return -workingMsBetween(to, from, hours)
  let total = 0
  for (let at = nextWorking(from, hours); at !== null && at < to; ) {
    const closing = closingOf(at, hours)
    total += Math.min(closing.getTime(), to.getTime()) - at.getTime()
    at = nextWorking(closing, hours)
  }
  return total
}

/** The end of the working time that `at` lies in; of a day nobody works, where it usually ends. */
export function closingOf(at: Date, hours: HoursInForce): Date {
  const local = localTime(at, hours.zone)
  return atMinuteOfDay(local, (spanOn(local, hours) ?? hours).toMinute).toJSDate()
}

/** The end of a time allowed: working time, in which each whole day counts as one working day (`1 day` = same time, next working day). */
export function deadlineAfter(start: Date, allowedMs: number, hours: HoursInForce): Date {
  const workingDayMs = (hours.toMinute - hours.fromMinute) * minuteMs
  const days = Math.floor(allowedMs / dayMs)
  return addWorkingTime(start, days * workingDayMs + (allowedMs % dayMs), hours)
}

/**
 * The working time of a local day; null when there is none. Nobody works on their days off, whatever else was announced. A
 * roster decides every other day of those it names, official holidays included: shops are open then. For everybody else an
 * official holiday is off, and a shifted working day is not.
 */
export function spanOn(local: DateTime, hours: HoursInForce): LocalWindow | null {
  const day = local.toISODate() ?? ''
  if (hours.daysOff.includes(day)) return null
  if (hours.shiftOn) return hours.shiftOn(day)
  const official = hours.officialOn?.(day) ?? null
  const works = official === null ? hours.days.includes(local.weekday) : official === 'work'
  return works ? hours : null
}
