import { isoDay, localTime } from '../local-time.ts'

/** The first `hour`:00 of the company's day after `after`. */
export function nextDayAt(hour: number, after: Date): Date {
  const today = localTime(after).startOf('day').set({ hour })
  return (today.toJSDate() > after ? today : today.plus({ days: 1 })).toJSDate()
}

/** Days of the company touched by a stretch, as `2026-09-25`. */
export function daysBetween(from: Date, to: Date): string[] {
  const days: string[] = []
  for (let day = localTime(from).startOf('day'); day.toJSDate() < to; day = day.plus({ days: 1 }))
    days.push(isoDay(day.toJSDate()))
  return days
}
