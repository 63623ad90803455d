import type { Clock } from '../../domain/clock.ts'

export interface MovableClock extends Clock {
  set(time: string | Date): void
  advance(ms: number): void
}

/** Stands still until moved; starts on a Monday at 09:00 in Shanghai. */
export function movableClock(start: string | Date = '2026-03-02T09:00:00+08:00'): MovableClock {
  let time = new Date(start)
  return {
    now: () => new Date(time),
    set(next) {
      time = new Date(next)
    },
    advance(ms) {
      time = new Date(time.getTime() + ms)
    },
  }
}
