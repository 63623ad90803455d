/** What waits for a hand; told `false` when it is sent away undone. */
type Begin = (go: boolean) => void

interface Lane {
  waiting: Begin[]
  busy: number
}

/** The lanes work of one process takes: what is urgent goes first, the newest of it first, and the rest uses what it leaves. */
export interface WorkLanes {
  /** Whether one more urgent piece of work would be begun at once. */
  freeForUrgent(): boolean
  /** Both do the work when its turn comes; false when it was sent away undone. */
  urgent(work: () => Promise<void>): Promise<boolean>
  later(work: () => Promise<void>): Promise<boolean>
  /** Sends away what waits and whatever comes; what has begun goes on. */
  stop(): void
}

/**
 * While anything urgent is under way or waiting, the rest goes on one at a time, so that it never stands still. Newest first,
 * because urgent work has an end: in a queue longer than that everybody would be served too late, in a stack only those who
 * are too late already. `urgentWaiting`: more than that are not remembered, the oldest go.
 */
export function createWorkLanes({
  urgentAtOnce = 32,
  laterAtOnce = 8,
  urgentWaiting = 1_000,
} = {}): WorkLanes {
  const urgent: Lane = { waiting: [], busy: 0 }
  const later: Lane = { waiting: [], busy: 0 }
  let stopped = false

  function beginNext(): void {
    while (urgent.busy < urgentAtOnce && urgent.waiting.length > 0) begin(urgent, urgent.waiting.pop())
    const pressing = urgent.busy + urgent.waiting.length > 0
    while (later.busy < (pressing ? 1 : laterAtOnce) && later.waiting.length > 0) {
      begin(later, later.waiting.shift())
    }
  }

  function begin(lane: Lane, next: Begin | undefined): void {
    lane.busy += 1
    next?.(true)
  }

  async function take(lane: Lane, work: () => Promise<void>): Promise<boolean> {
    if (stopped) return false
    const go = await new Promise<boolean>((resolve) => {
      lane.waiting.push(resolve)
      beginNext()
      if (urgent.waiting.length > urgentWaiting) urgent.waiting.shift()?.(false)
    })
    if (!go) return false
    try {
      await work()
    } finally {
      lane.busy -= 1
      beginNext()
    }
    return true
  }

  return {
    freeForUrgent: () => urgent.busy + urgent.waiting.length < urgentAtOnce,
    urgent: (work) => take(urgent, work),
    later: (work) => take(later, work),
    stop() {
      stopped = true
      for (const lane of [urgent, later]) for (const leave of lane.waiting.splice(0)) leave(false)
    },
  }
}
