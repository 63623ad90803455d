import type { Clock } from '../clock.ts'

/** Stands still until it is set. */
export interface StageClock extends Clock {
  set(time: Date): void
}

export function createStageClock(): StageClock {
  let ms = 0
  return {
    now: () => new Date(ms),
    set(time) {
      ms = time.getTime()
    },
  }
}
