import type { ReportKind } from '../../models/reports.ts'
import type { ReportRules } from '../language/report-rules.ts'
import { atMinuteOfDay, isoDay, localTime, nextDailyAt } from '../local-time.ts'
import type { Period } from '../period.ts'

/** The days a report tells of that is sent at this time: the day before, or the whole week before this one, Monday first. */
export function periodOfReport(kind: ReportKind, at: Date): Period {
  const today = localTime(at).startOf('day')
  if (kind === 'daily') {
    const yesterday = today.minus({ days: 1 }).toISODate()
    return { from: yesterday, to: yesterday }
  }
  const monday = today.startOf('week')
  return { from: monday.minus({ days: 7 }).toISODate(), to: monday.minus({ days: 1 }).toISODate() }
}

/** When the reports of this day are due. */
export function dueOn(at: Date, { atMinute }: Pick<ReportRules, 'atMinute'>): Date {
  return atMinuteOfDay(localTime(at), atMinute).toJSDate()
}

/** The kinds that are sent on this day. */
export function kindsOn(at: Date, { daily, weekly }: Pick<ReportRules, 'daily' | 'weekly'>): ReportKind[] {
  const kinds: ReportKind[] = []
  if (daily === 'on') kinds.push('daily')
  if (weekly === localTime(at).weekday) kinds.push('weekly')
  return kinds
}

/** When the next report after this time is due; null where none is wanted. */
export function nextReportAt(after: Date, rules: ReportRules): Date | null {
  if (rules.daily === 'off' && rules.weekly === 'off') return null
  let at = nextDailyAt(rules.atMinute, after)
  while (kindsOn(at, rules).length === 0) at = nextDailyAt(rules.atMinute, at)
  return at
}

export const reportId = (kind: ReportKind, at: Date): string => `${kind}:${isoDay(at)}`
