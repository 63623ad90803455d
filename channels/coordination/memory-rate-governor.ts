import type { Clock } from '../../domain/clock.ts'
import type { Limit, RateGovernor } from './rate-governor.ts'
import { type Buckets, bucketMsOf, forgetOld, msUntilRoom } from './window-count.ts'

/** How often names nobody uses any more are dropped, in permits. */
const sweepEvery = 1_000

/** RateGovernor of a single process. */
export function createMemoryRateGovernor({ clock }: { clock: Clock }): RateGovernor {
  const counts = new Map<string, { buckets: Buckets; bucketMs: number }>()
  const holds = new Map<string, number>()
  let takes = 0

  function countOf(limit: Limit, now: number) {
    const bucketMs = bucketMsOf(limit)
    const count = counts.get(limit.name) ?? { buckets: new Map(), bucketMs }
    counts.set(limit.name, count)
    forgetOld(count.buckets, bucketMs, now)
    return count
  }

  function sweep(now: number): void {
    for (const [name, { buckets, bucketMs }] of counts) {
      forgetOld(buckets, bucketMs, now)
      if (buckets.size === 0) counts.delete(name)
    }
    for (const [name, until] of holds) if (until <= now) holds.delete(name)
  }

  return {
    async take(limits) {
      const now = clock.now().getTime()
      if (++takes % sweepEvery === 0) sweep(now)
      let afterMs = 0
      let name = ''
      for (const limit of limits) {
        const { buckets, bucketMs } = countOf(limit, now)
        const wait = Math.max((holds.get(limit.name) ?? 0) - now, msUntilRoom(buckets, limit, bucketMs, now))
        if (wait > afterMs) [afterMs, name] = [wait, limit.name]
      }
      if (afterMs > 0) return { kind: 'retryLater', afterMs, code: `limit.${name}` }
      for (const limit of limits) {
        const { buckets, bucketMs } = countOf(limit, now)
        const bucket = Math.floor(now / bucketMs)
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
      }
      return { kind: 'go' }
    },
    async hold(name, forMs) {
      holds.set(name, Math.max(holds.get(name) ?? 0, clock.now().getTime() + forMs))
    },
  }
}
