import { doubling } from '../backoff.ts'
import { spread } from '../stable-hash.ts'

/** What is not delivered for so long, from its first try, is given up. */
export const patienceMs = 3 * 86_400_000

/** 5 s, 10 s, 20 s, … then six hours each: about 23 tries in three days. */
const waitMs = doubling({ firstMs: 5_000, longestMs: 6 * 3_600_000 })

/**
 * When it is tried again after `tries` tries, the last time at the end of the three days; null when they are over. A fifth
 * sooner or later by its own lot, so that what failed together does not come back together.
 */
export function nextTryAt(
  { _id, tries, firstTriedAt }: { _id: string; tries: number; firstTriedAt: Date },
  now: Date,
): Date | null {
  const end = firstTriedAt.getTime() + patienceMs
  if (now.getTime() >= end) return null
  const jitter = 0.8 + spread(`${_id}:${tries}`, 401) / 1_000
  return new Date(Math.min(end, now.getTime() + Math.round(waitMs(tries) * jitter)))
}
