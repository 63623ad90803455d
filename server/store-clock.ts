import type { Clock } from '../domain/clock.ts'
import { type Connection, localTimeOf } from '../models/connect.ts'

const everyMs = 60_000

export interface StoreClock extends Clock {
  stop(): void
}

/**
 * The machine's clock corrected by its offset to the store's (`hello.localTime`), so that workers with skewed clocks
 * agree on what is due. Measured at once and every minute; half the round trip is taken off.
 */
export async function createStoreClock(connection: Connection): Promise<StoreClock> {
  let offsetMs = await measure()
  const timer = setInterval(() => {
    measure().then(
      (offset) => {
        offsetMs = offset
      },
      // A store that does not answer is noticed by everything else; the last offset stays good meanwhile.
      () => undefined,
    )
  }, everyMs)
  timer.unref()

  async function measure(): Promise<number> {
    const before = Date.now()
    const localTime = await localTimeOf(connection)
    const after = Date.now()
    return localTime === null ? 0 : localTime.getTime() - (before + after) / 2
  }

  return { now: () => new Date(Date.now() + offsetMs), stop: () => clearInterval(timer) }
}
