import { DateTime } from 'luxon'
import { defaultZone, localTime } from './local-time.ts'

/** Days of the company, `2026-12-01`, both included. */
export interface Period {
  from: string
  to: string
}

/** Periods people ask for by name; all but the present month end yesterday. */
export const periodNames = ['yesterday', 'last7', 'last30', 'thisMonth', 'lastMonth'] as const
export type PeriodName = (typeof periodNames)[number]

/** Days by their dates, `2026-12-01..2026-12-07`: a link that says the same for ever. */
export type WrittenDays = `${string}..${string}`
export const daysWritten = ({ from, to }: Period): WrittenDays => `${from}..${to}`

/** The days it says; null unless they are days, at most a year of them, in their order. */
export function daysIn(text: string): Period | null {
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text) ?? []
  if (from === undefined || to === undefined || from > to) return null
  const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days
  // Of what is no day, NaN.
  return days < mostDays ? { from, to } : null
}
const mostDays = 366

export function periodOf(asked: PeriodName | WrittenDays, now: Date): Period {
  return daysIn(asked) ?? named(asked as PeriodName, now)
}

function named(name: PeriodName, now: Date): Period {
  const today = localTime(now).startOf('day')
  const yesterday = today.minus({ days: 1 })
  const of = (from: DateTime<true>, to: DateTime<true>): Period => ({
    from: from.toISODate(),
    to: to.toISODate(),
  })
  switch (name) {
    case 'yesterday':
      return of(yesterday, yesterday)
    case 'last7':
      return of(today.minus({ days: 7 }), yesterday)
    case 'last30':
      return of(today.minus({ days: 30 }), yesterday)
    case 'thisMonth':
      return of(today.startOf('month'), today)
    case 'lastMonth': {
      const last = today.startOf('month').minus({ days: 1 })
      return of(last.startOf('month'), last)
    }
  }
}

/** From the start of its first day to the end of its last; the end is excluded. */
export function boundsOf({ from, to }: Period): [from: Date, to: Date] {
  const startOf = (day: string) => DateTime.fromISO(day, { zone: defaultZone }).startOf('day')
  return [startOf(from).toJSDate(), startOf(to).plus({ days: 1 }).toJSDate()]
}
