/** Periods people ask for: which days they are is the server's to say. */
export const periods = {
  yesterday: '昨天',
  last7: '近 7 天',
  last30: '近 30 天',
  thisMonth: '这个月',
  lastMonth: '上个月',
} as const
export type PeriodName = keyof typeof periods

/** 11月4日–12月3日; one day alone. */
export function daysText({ from, to }: { from: string; to: string }): string {
  return from === to ? dayText(from) : `${dayText(from)}–${dayText(to)}`
}

/** 12月3日 */
export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
