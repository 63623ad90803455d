const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Upper bounds of the classes by which lags are told apart; what is more than the last is `more`. */
export const lagBounds = {
  '10s': 10_000,
  '1m': minuteMs,
  '5m': 5 * minuteMs,
  '15m': 15 * minuteMs,
  '1h': hourMs,
  '4h': 4 * hourMs,
  '12h': 12 * hourMs,
  '1d': 24 * hourMs,
  '3d': 72 * hourMs,
} as const
export type LagClass = keyof typeof lagBounds | 'more'

/** The class of a lag; one that is exactly a bound is within it. */
export function lagClass(ms: number): LagClass {
  const within = Object.entries(lagBounds).find(([, bound]) => ms <= bound)
  return (within?.[0] as LagClass | undefined) ?? 'more'
}

/**
 * Below which bound a share (0 to 1) of the lags stay, ms. Null where there are
 * none; Infinity where it is among those that are more than the last bound.
 */
export function lagWithin(counts: Readonly<Partial<Record<LagClass, number>>>, share: number): number | null {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (all === 0) return null
  let below = 0
  for (const [name, bound] of Object.entries(lagBounds)) {
    below += counts[name as LagClass] ?? 0
    if (below >= all * share) return bound
  }
  return Number.POSITIVE_INFINITY
}
