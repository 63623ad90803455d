import { DateTime } from 'luxon'
import type { Clock } from '../../domain/clock.ts'

/** Runs at real speed, some time away from now; jumps forward only. */
export interface MovedClock extends Clock {
  jumpTo(time: Date): void
}

export function createMovedClock(start: Date): MovedClock {
  let offsetMs = start.getTime() - Date.now()
  return {
    now: () => new Date(Date.now() + offsetMs),
    jumpTo(time) {
      offsetMs = Math.max(offsetMs, time.getTime() - Date.now())
    },
  }
}

/** The next Monday at 09:00 in Shanghai after `now`: a demo always begins with a working week. */
export function nextMonday(now: Date): Date {
  const local = DateTime.fromJSDate(now, { zone: 'Asia/Shanghai' })
  return local.startOf('week').plus({ weeks: 1 }).set({ hour: 9 }).toJSDate()
}
