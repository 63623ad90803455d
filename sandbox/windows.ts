/** Counts per key inside a moving window; keys not used for a window are forgotten when next looked at. */
export interface MovingCounter {
  count(key: string, nowMs: number): number
  add(key: string, nowMs: number): void
}

/** @param lengthMs the window reaches back this far, its far end excluded */
export function createMovingCounter(lengthMs: number): MovingCounter {
  const times = new Map<string, number[]>()
  function recent(key: string, nowMs: number): number[] {
    const kept = (times.get(key) ?? []).filter((at) => at > nowMs - lengthMs)
    times.set(key, kept)
    return kept
  }
  return {
    count: (key, nowMs) => recent(key, nowMs).length,
    add: (key, nowMs) => void recent(key, nowMs).push(nowMs),
  }
}

/** Counts per key and numbered window (calendar minute, hour, day); only the newest window is kept. */
export interface WindowCounter {
  count(key: string, window: number): number
  add(key: string, window: number): number
}

export function createWindowCounter(): WindowCounter {
  const counts = new Map<string, { window: number; count: number }>()
  function count(key: string, window: number): number {
    const held = counts.get(key)
    return held?.window === window ? held.count : 0
  }
  return {
    count,
    add(key, window) {
      const next = count(key, window) + 1
      counts.set(key, { window, count: next })
      return next
    },
  }
}
