import { localTime } from '../local-time.ts'

/** The first `hour`:00 of the company's day after `after`. */
export function nextDayAt(hour: number, after: Date): Date {
  const today = localTime(after).startOf('day').set({ hour })
  return (today.toJSDate() > after ? today : today.plus({ days: 1 })).toJSDate()
}
