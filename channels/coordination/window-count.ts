import type { Limit } from './rate-governor.ts'

/** Permits given, by sixtieth of the window (number of that sixtieth since 1970). */
export type Buckets = Map<number, number>

const bucketsPerWindow = 60
/**
 * A permit counts until the sixtieth it fell in has wholly left the window, and one more: calls take their time to the platform,
 * which counts them when they come, and the clocks of processes are a little apart.
 */
const bucketsLookedBack = bucketsPerWindow + 1

export function bucketMsOf(limit: Limit): number {
  const bucketMs = limit.windowMs / bucketsPerWindow
  if (!Number.isInteger(bucketMs) || bucketMs < 1 || !Number.isInteger(limit.most) || limit.most < 1) {
    throw new RangeError(`limit ${limit.name} needs a window of a multiple of 60 ms and at least one permit`)
  }
  return bucketMs
}

/** Drops what has left the window. */
export function forgetOld(buckets: Buckets, bucketMs: number, now: number): void {
  const oldest = Math.floor(now / bucketMs) - bucketsLookedBack
  for (const bucket of buckets.keys()) if (bucket < oldest) buckets.delete(bucket)
}

/** Ms until one more permit fits, 0 when it fits now. Expects old buckets to be gone. */
export function msUntilRoom(buckets: Buckets, limit: Limit, bucketMs: number, now: number): number {
  let left = [...buckets.values()].reduce((sum, count) => sum + count, 0)
  if (left < limit.most) return 0
  for (const [bucket, count] of [...buckets].sort(([a], [b]) => a - b)) {
    left -= count
    if (left < limit.most) return (bucket + bucketsLookedBack + 1) * bucketMs - now
  }
  return limit.windowMs
}
