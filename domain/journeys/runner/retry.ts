const minuteMs = 60_000

/** Wait after the n-th failure in a row of one step, business ms: 1 min, 2 min, 4 min, … at most 1 h. It never gives up. */
export function retryAfterMs(failures: number): number {
  return Math.min(60 * minuteMs, minuteMs * 2 ** Math.min(10, failures - 1))
}
