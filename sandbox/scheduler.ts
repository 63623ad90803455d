import type { SandboxClock } from './clock.ts'

/** Things that will happen by the platforms' clock. */
export interface Scheduler {
  /** `perform` is handed the time it was due, which may be earlier than the clock's now. */
  at(due: Date, perform: (due: Date) => Promise<void>): void
  /** Performs what is due, in order of time, one after the other, including what that brings about. */
  runDue(): Promise<void>
  nextDueAt(): Date | null
  busy(): boolean
}

interface Planned {
  dueMs: number
  number: number
  perform: (due: Date) => Promise<void>
}

export function createScheduler(clock: SandboxClock): Scheduler {
  const planned: Planned[] = []
  let count = 0
  let tail: Promise<void> = Promise.resolve()
  let running = 0

  // Kept in order of time: most are planned later than all others, so the place is searched from the end.
  function insert(item: Planned): void {
    let place = planned.length
    while (place > 0 && isLater(planned[place - 1]!, item)) place -= 1
    planned.splice(place, 0, item)
  }

  async function perform(): Promise<void> {
    running += 1
    try {
      for (;;) {
        const next = planned[0]
        if (next === undefined || next.dueMs > clock.now().getTime()) return
        planned.shift()
        await next.perform(new Date(next.dueMs))
      }
    } finally {
      running -= 1
    }
  }

  return {
    at(due, action) {
      count += 1
      insert({ dueMs: due.getTime(), number: count, perform: action })
    },
    runDue() {
      const mine = tail.then(perform)
      tail = mine.catch(() => undefined)
      return mine
    },
    nextDueAt: () => (planned[0] === undefined ? null : new Date(planned[0].dueMs)),
    busy: () => running > 0,
  }
}

function isLater(a: Planned, b: Planned): boolean {
  return a.dueMs > b.dueMs || (a.dueMs === b.dueMs && a.number > b.number)
}
