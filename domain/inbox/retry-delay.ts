const firstMs = 5_000
const longestMs = 3_600_000

/** Time until the next try, ms: 5 s, 10 s, 20 s, 40 s, 80 s, 160 s, 320 s, 640 s, 1280 s, 2560 s, then an hour each. */
export function retryDelayMs(tries: number): number {
  return Math.min(longestMs, firstMs * 2 ** (Math.max(1, tries) - 1))
}
