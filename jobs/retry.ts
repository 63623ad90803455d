/** Real milliseconds to wait after the `attempt`-th failure in a row (from 1); null = leave it to the next sweep. */
export type Retry = (attempt: number) => number | null

/** delayMs, 2 × delayMs, 4 × delayMs, … at most maxDelayMs; null after `maxRetries`. */
export function exponential(options: { delayMs: number; maxDelayMs: number; maxRetries: number }): Retry {
  return (attempt) =>
    attempt > options.maxRetries
      ? null
      : Math.min(options.maxDelayMs, options.delayMs * 2 ** (Math.max(1, attempt) - 1))
}
