const secondMs = 1_000
const firstMs = 10 * secondMs
const longestMs = 3_600 * secondMs

/** How long an event waits after its nth failure: 10 s, 20 s, 40 s, … at most 1 h. The sweep's own 10 s come on top. */
export function retryDelayMs(tries: number): number {
  return Math.min(longestMs, firstMs * 2 ** (tries - 1))
}
