import { localTime } from '../local-time.ts'

/** Bills are built from nine and taken after ten (pay.weixin.qq.com: 下载账单). */
const readyHour = 10
const dayMs = 86_400_000

/** The latest day whose bills are there, `2026-03-02`: before ten in the morning yesterday's are not. */
export function lastReadyDay(now: Date): string {
  const local = localTime(now)
  return local.minus({ days: local.hour >= readyHour ? 1 : 2 }).toISODate()
}

/** A day of the bill is one of UTC+8. */
export function boundsOf(day: string): { from: Date; to: Date } {
  const from = new Date(`${day}T00:00:00+08:00`)
  return { from, to: new Date(from.getTime() + dayMs) }
}

/** The day so many days later. */
export const shifted = (day: string, days: number): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * dayMs).toISOString().slice(0, 10)
