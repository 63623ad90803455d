import { localTime } from '../domain/local-time.ts'

/** As clocks of the company show it: `2026-03-02 09:00`. */
export function timeText(at: Date): string {
  return localTime(at).toFormat('yyyy-MM-dd HH:mm')
}

const units = [
  [86_400_000, '天'],
  [3_600_000, '小时'],
  [60_000, '分钟'],
  [1_000, '秒'],
] as const

/** A stretch of time in its largest unit: `3 小时`. */
export function stretchText(ms: number): string {
  for (const [unitMs, name] of units) if (ms >= unitMs) return `${Math.floor(ms / unitMs)} ${name}`
  return '不到 1 秒'
}
