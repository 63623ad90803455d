import type { Period } from '../period.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
/** Of fewer a share says nothing. */
const leastForShare = 30

const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** 12月1日–12月7日; one day alone, another year with its number. */
export function daysText({ from, to }: Period, year?: string): string {
  const first = from.slice(0, 4) === (year ?? to.slice(0, 4)) ? '' : `${from.slice(0, 4)}年`
  const last = to.slice(0, 4) === (year ?? from.slice(0, 4)) ? '' : `${to.slice(0, 4)}年`
  return from === to ? `${first}${dayText(from)}` : `${first}${dayText(from)}–${last}${dayText(to)}`
}

export const daysIn = ({ from, to }: Period): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1

/** `1.2%`; of fewer than thirty, and of nobody, null: chance would speak. */
export function shareText(part: number, whole: number): string | null {
  return whole < leastForShare ? null : rateText(part, whole)
}

/** `1.2%`; `–` of nothing. */
export const rateText = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)}%`

/** 多 12% · 少 3% · 一样; null where there was nothing before, so that nothing is said of it. */
export function changeText(now: number, before: number): string | null {
  if (before <= 0) return null
  const change = Math.round((now / before - 1) * 1_000) / 10
  if (change === 0) return '一样'
  return `${change > 0 ? '多' : '少'} ${Math.abs(change)}%`
}

/** 1 小时 40 分; less than a minute is one. */
export function stretchText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs))
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return `${rest} 分`
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`
}
