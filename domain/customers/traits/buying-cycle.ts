const dayMs = 86_400_000
/** Habits change: only the last orders tell. */
const ordersThatTell = 13

/**
 * Days between two orders of this customer: the median gap of the last orders, at least 1. Orders less than a day apart
 * are one visit. Null while there is no gap. `times` newest first.
 */
export function buyingCycleDays(times: Date[]): number | null {
  const recent = times.slice(0, ordersThatTell)
  const gaps = recent
    .slice(1)
    .map((time, index) => ((recent[index] as Date).getTime() - time.getTime()) / dayMs)
    .filter((days) => days >= 1)
    .sort((a, b) => a - b)
  if (gaps.length === 0) return null
  const middle = gaps.length >> 1
  const median = gaps.length % 2 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2
  return Math.max(1, Math.round(median))
}
