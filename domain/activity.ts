/** Work in flight in this process: lets a shutdown drain, and a moved clock wait until nothing is under way. */
export interface Activity {
  /** Counts `work` as in flight until it settles. */
  track<T>(work: Promise<T>): Promise<T>
  /** Runs work nobody waits for; a failure is reported, never lost. */
  background(name: string, work: () => Promise<unknown>): void
  readonly inFlight: number
  /** Resolves when nothing is in flight. */
  settled(): Promise<void>
}

export function createActivity(onError: (error: unknown, name: string) => void): Activity {
  let inFlight = 0
  let waiting: (() => void)[] = []

  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight += 1
    try {
      return await work
    } finally {
      inFlight -= 1
      if (inFlight === 0) {
        const wake = waiting
        waiting = []
        for (const each of wake) each()
      }
    }
  }

  return {
    track,
    background(name, work) {
      void track(Promise.resolve().then(work)).catch((error: unknown) => onError(error, name))
    },
    get inFlight() {
      return inFlight
    },
    async settled() {
      while (inFlight > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
