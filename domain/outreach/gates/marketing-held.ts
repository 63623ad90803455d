import type { Purpose } from '../../../models/touch.ts'
import type { PublishedMessages } from '../published-messages.ts'
import { type Gate, pass } from './gate.ts'

/** All marketing is held by a publication. */
export interface MarketingHold {
  /** Its number, or that of a later one. */
  by: number
  since: Date
}

/**
 * Nobody looks at what is held before it is released, or this long after: often enough for what nothing else would find, ms.
 */
const lookAgainMs = 30 * 86_400_000

/** The hold on messages of this purpose; null when they may go. */
export function holdOn(published: PublishedMessages, purpose: Purpose): MarketingHold | null {
  const { number, marketingHeldSince } = published.snapshot()
  return purpose === 'marketing' && marketingHeldSince ? { by: number, since: marketingHeldSince } : null
}

/** Whether what was held by publication `by` may go on: this process acts on a later one, which lets it. */
export function isReleased(published: PublishedMessages, by: number): boolean {
  const { number, marketingHeldSince } = published.snapshot()
  return marketingHeldSince === null && number > by
}

/**
 * Somebody stopped all marketing. Before the content is looked at: that may be what is being mended meanwhile.
 */
export function marketingHeldGate(published: PublishedMessages): Gate {
  return {
    name: 'marketingHeld',
    openEnded: true,
    check({ message, channel, now }) {
      const hold = holdOn(published, message.purpose)
      if (hold === null) return pass
      const inputs = { since: hold.since }
      // Its code is over in seconds.
      if (channel === 'welcome') return { verdict: 'fallback', reason: 'marketingHeld', inputs }
      const until = new Date(now.getTime() + lookAgainMs)
      return { verdict: 'defer', reason: 'marketingHeld', until, inputs, heldBy: hold.by }
    },
  }
}
