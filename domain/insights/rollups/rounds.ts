import type { Announce } from '../../live.ts'
import { type createRoller, usualLagMs } from './roller.ts'

/** Of one sweep; the next one goes on. */
const stretchMs = 10_000

/**
 * Rounds over the hours that were marked, one each lag of this machine's time: a lag is no business time, and a business clock that
 * stands still leaves no hour uncounted. How many were counted.
 */
export function createRounds({
  roller,
  announce,
  now = () => performance.now(),
}: {
  roller: Pick<ReturnType<typeof createRoller>, 'advance'>
  announce: Announce
  /** Milliseconds of this machine. */
  now?: () => number
}) {
  let endedAt = Number.NEGATIVE_INFINITY

  return async function sweep(): Promise<number> {
    const begun = now()
    if (begun - endedAt < usualLagMs) return 0
    const { counted, isThrough } = await roller.advance({
      shouldStop: () => now() - begun > stretchMs,
      touch: async () => undefined,
    })
    if (isThrough) endedAt = now()
    if (counted > 0) announce('figures')
    return counted
  }
}
