import type { Channel } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import { doubling } from '../../backoff.ts'

/** 5, 10, 20, 40, 80, 120, 120 … minutes: about fifteen tries in a day, and two hours at most after it was mended. */
const backoff = doubling({ firstMs: 5 * 60_000, longestMs: 2 * 3_600_000 })

/**
 * The channel a touch waits for when none is left: one that refused it for its configuration, which somebody is told to
 * mend. Null when no channel did, or when that was `mostMs` ago. A welcome cannot wait: its code is over first.
 */
export function channelToMend(
  touch: Touch,
  now: Date,
  mostMs: number,
): { channel: Channel; until: Date } | null {
  for (const channel of touch.tried ?? []) {
    if (channel === 'welcome' || lastRefusal(touch, channel) !== 'configuration') continue
    const refused = touch.attempts.filter((one) => one.channel === channel && one.outcome === 'refused')
    const since = refused[0]?.at ?? now
    if (now.getTime() - since.getTime() >= mostMs) continue
    return { channel, until: new Date(now.getTime() + backoff(refused.length)) }
  }
  return null
}

function lastRefusal(touch: Touch, channel: Channel): string | undefined {
  return touch.decisions.findLast(
    (decision) =>
      decision.channel === channel && decision.gate === 'provider' && decision.verdict === 'fallback',
  )?.reason
}
