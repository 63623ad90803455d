/** How long to wait after the n-th failure in a row, from 1, ms. */
export type Backoff = (failures: number) => number

/** firstMs, 2 × firstMs, 4 × firstMs, … at most longestMs. */
export function doubling({ firstMs, longestMs }: { firstMs: number; longestMs: number }): Backoff {
  return (failures) => Math.min(longestMs, firstMs * 2 ** (Math.max(1, failures) - 1))
}
