import type { Touch } from '../../../models/touch.ts'
import { spread } from '../../stable-hash.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** Released at one sweep; sweeps come every second. */
const pageSize = 500
/** A few go on within this time, ms. */
const fewWithinMs = 30_000
/** Of many, those of one page share this time; the next page comes a second later, ms. */
const manyWithinMs = 60_000

/**
 * Gives what was held while all marketing was held its turn again, once none is held any more: soon, and not all at once. Any
 * worker, any number of times. Whoever asks for the touch is told first and the touch is written last, so that what a crash
 * left is found again. Returns how many it looked at.
 */
export async function releaseHeld(parts: OutreachParts): Promise<number> {
  const { number, marketingHeldSince } = parts.published.snapshot()
  if (marketingHeldSince !== null) return 0
  const held = await parts.stores.touches.heldBefore(number, pageSize)
  const withinMs = held.length < pageSize ? fewWithinMs : manyWithinMs
  await Promise.all(held.map((touch) => release(parts, touch, withinMs)))
  if (held.length > 0) parts.log.info({ touches: held.length }, 'held marketing was released')
  return held.length
}

async function release(parts: OutreachParts, touch: Touch, withinMs: number): Promise<void> {
  try {
    const now = parts.clock.now()
    const dueAt = new Date(now.getTime() + spread(touch._id, withinMs))
    // Who is just being asked may be put off until long after: they are told at the next sweep.
    if (await parts.askAgainAt(touch, dueAt)) await parts.book.write(touch, { dueAt, heldBy: null }, now)
  } catch (error) {
    // One broken touch must not keep the others waiting.
    parts.log.error({ err: error, touchId: touch._id }, 'held marketing could not be released')
  }
}
