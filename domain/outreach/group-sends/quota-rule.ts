import type { CompanyRules } from '../../language/settings.ts'
import { dayStart, defaultZone, localTime, weekStart } from '../../local-time.ts'

export type QuotaRule = CompanyRules['groupSends']['quota']

/**
 * How many group-sends a customer may get, since when, by the calendar of Shanghai: WeCom counts as many a month as it has
 * days, or what the corp set instead (document 92135).
 */
export function quotaOf(rule: QuotaRule, now: Date): { since: Date; most: number } {
  switch (rule) {
    case 'day':
      return { since: dayStart(now, defaultZone), most: 1 }
    case 'week':
      return { since: weekStart(now, defaultZone), most: 7 }
    case 'month': {
      const month = localTime(now, defaultZone).startOf('month')
      return { since: month.toJSDate(), most: month.daysInMonth ?? 28 }
    }
  }
}
