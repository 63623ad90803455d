import type { Clock } from './clock.ts'

/** What many people look at is counted once. */
const usualFreshMs = 15_000
/** What takes long to count is counted less often. */
const usualRestFactor = 20

/**
 * What was counted lately, by key: for `freshMs` of real time after it was asked for, and, once counted, `restFactor` times as long
 * as it took. Whoever asks meanwhile gets the same; a failure is not remembered. Of one thing alone `remembered` does for a fixed time.
 */
export function createRecently<T>(given: { realClock: Clock; freshMs?: number; restFactor?: number }) {
  const { realClock, freshMs = usualFreshMs, restFactor = usualRestFactor } = given
  const known = new Map<string, { until: number; value: Promise<T> }>()

  return function recently(key: string, count: () => Promise<T>): Promise<T> {
    const begun = realClock.now().getTime()
    const before = known.get(key)
    if (before && before.until > begun) return before.value
    for (const [each, { until }] of known) if (until <= begun) known.delete(each)
    const value = count()
    const entry = { until: begun + freshMs, value }
    known.set(key, entry)
    void value.then(
      () => {
        const now = realClock.now().getTime()
        entry.until = Math.max(entry.until, now + (now - begun) * restFactor)
      },
      () => {
        if (known.get(key) === entry) known.delete(key)
      },
    )
    return value
  }
}
