import { spanInWords } from '../../design/times.ts'
import type { Health } from './use-health.ts'

/** Above it, what should take seconds is late. */
const slowMs = 10_000

/** 1.2 秒 · 320 毫秒 · 3 分钟 */
export function speedInWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} 毫秒`
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} 秒` : spanInWords(ms)
}

/** How things stand, as the dot before the words. */
export function toneOf({ stuck, p95Ms, processes }: Health): 'good' | 'attention' | 'bad' {
  if (stuck > 0 || processes.living === 0) return 'bad'
  return processes.silent > 0 || (p95Ms ?? 0) > slowMs ? 'attention' : 'good'
}

/** The hop that takes longest; none when nothing happened lately. */
export function slowestOf({ hops }: Health): Health['hops'][number] | null {
  return hops.reduce<Health['hops'][number] | null>(
    (slowest, hop) => (slowest && slowest.p95Ms >= hop.p95Ms ? slowest : hop),
    null,
  )
}
