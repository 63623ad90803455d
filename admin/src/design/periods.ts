/** Periods people ask for: which days they are is the server's to say. */
export const periods = {
  yesterday: '昨天',
  last7: '近 7 天',
  last30: '近 30 天',
  thisMonth: '这个月',
  lastMonth: '上个月',
} as const
export type PeriodName = keyof typeof periods
/** By name, or the very days: `2026-12-01..2026-12-07`. */
export type AskedPeriod = PeriodName | `${string}..${string}`

/** What an address asks for; the last 30 days where it says nothing that is a period. */
export function periodIn(asked: unknown): AskedPeriod {
  if (typeof asked !== 'string') return 'last30'
  if (Object.hasOwn(periods, asked)) return asked as PeriodName
  return /^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/.test(asked) ? (asked as AskedPeriod) : 'last30'
}

/** 近 7 天, or the days: 12月1日. */
export function periodText(asked: AskedPeriod): string {
  if (Object.hasOwn(periods, asked)) return periods[asked as PeriodName]
  const [from = '', to = ''] = asked.split('..')
  return daysText({ from, to })
}

/** 11月4日–12月3日; one day alone. */
export function daysText({ from, to }: { from: string; to: string }): string {
  return from === to ? dayText(from) : `${dayText(from)}–${dayText(to)}`
}

const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
