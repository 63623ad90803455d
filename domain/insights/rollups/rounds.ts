import type { Announce } from '../../live.ts'
import { type createRoller, usualLagMs } from './roller.ts'
import type { createDaySums } from './sum-days.ts'

/** Of one sweep; the next one goes on. */
const stretchMs = 10_000

/**
 * Rounds over the hours that were marked, one each lag of this machine's time: a lag is no business time, and a business clock that
 * stands still leaves no hour uncounted. How many were counted.
 */
export function createRounds({
  roller,
  daySums,
  announce,
  now = () => performance.now(),
}: {
  roller: Pick<ReturnType<typeof createRoller>, 'advance'>
  daySums: Pick<ReturnType<typeof createDaySums>, 'advance'>
  announce: Announce
  /** Milliseconds of this machine. */
  now?: () => number
}) {
  let endedAt = Number.NEGATIVE_INFINITY

  return async function sweep(): Promise<number> {
    const begun = now()
    if (begun - endedAt < usualLagMs) return 0
    const control = { shouldStop: () => now() - begun > stretchMs, touch: async () => undefined }
    const { counted, isThrough } = await roller.advance(control)
    const summed = isThrough && (await daySums.advance(control)).isThrough
    if (summed) endedAt = now()
    if (counted > 0) announce('figures')
    return counted
  }
}
