import pLimit from 'p-limit'

/** Lanes for the work of one process: what is urgent goes first, the rest uses what it leaves. */
export interface UrgentFirst {
  urgent<T>(work: () => Promise<T>): Promise<T>
  later<T>(work: () => Promise<T>): Promise<T>
}

/** While anything urgent is under way or waiting, the rest goes on one at a time, so that it never stands still. */
export function createUrgentFirst({ urgentAtOnce = 32, laterAtOnce = 8 } = {}): UrgentFirst {
  const urgent = pLimit(urgentAtOnce)
  const later = pLimit(laterAtOnce)
  let pressing = 0

  return {
    async urgent(work) {
      pressing += 1
      later.concurrency = 1
      try {
        return await urgent(work)
      } finally {
        pressing -= 1
        if (pressing === 0) later.concurrency = laterAtOnce
      }
    },
    later: (work) => later(work),
  }
}
