import { nanoid } from 'nanoid'
import { afterAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../domain/clock.ts'
import { silentLog } from '../../domain/log.ts'
import { type MovableClock, movableClock } from '../../test/testing/clock.ts'
import { redisConnections } from '../testing/redis.ts'
import { apiLimits, hourMs, minuteMs } from '../wecom/limits.ts'
import { createMemoryRateGovernor } from './memory-rate-governor.ts'
import type { Permit, RateGovernor } from './rate-governor.ts'
import { createRedisRateGovernor } from './redis-rate-governor.ts'

const { connect, disconnectAll } = redisConnections()
afterAll(disconnectAll)

/** Document 90454, per corp and api. */
const perMinute = 10_000
const perHour = 150_000
const limits = apiLimits('ww-proof', '/cgi-bin/externalcontact/get')

/** Ms by which the clocks of the processes are apart; more than two machines that correct theirs ever are. */
const apart = [-200, 0, 100, 200]
/** Ms a call is on its way to the platform. */
const ways = [5, 380, 20, 130, 250]
/** Sent before anybody looks at an answer, so that those of several processes come to Redis mixed. */
const atOnce = 100

/** A process: a governor by a clock of its own. */
type MakeGovernor = (clock: Clock) => RateGovernor

/** On a connection of its own each, as the wiring makes them. */
function together(): MakeGovernor {
  const prefix = `test:${nanoid()}:`
  return (clock) => createRedisRateGovernor({ redis: connect(), clock, log: silentLog, prefix })
}

/** What is left when the wiring shares nothing. */
const eachForItself: MakeGovernor = (clock) => createMemoryRateGovernor({ clock })

/** Four processes that ask until they are refused, again at each moment `next` names, for so long; gives when calls came in. */
async function askAllTheTime(
  make: MakeGovernor,
  { forMs, next }: { forMs: number; next: (shortestWaitMs: number, round: number) => number },
): Promise<number[]> {
  const clock = movableClock()
  const began = clock.now().getTime()
  const governors = apart.map((ms) => make(shifted(clock, ms)))
  const came: number[] = []
  for (let round = 0; clock.now().getTime() - began < forMs; round++) {
    const waits = await Promise.all(governors.map((governor) => askUntilRefused(governor, clock, came)))
    clock.advance(Math.max(1, next(Math.min(...waits), round)))
  }
  return came.sort((a, b) => a - b)
}

const shifted = (clock: Clock, ms: number): Clock => ({ now: () => new Date(clock.now().getTime() + ms) })

/** Ms after which asking again is worth it, as it was said. */
async function askUntilRefused(governor: RateGovernor, clock: MovableClock, came: number[]): Promise<number> {
  for (;;) {
    const permits: Permit[] = await Promise.all(Array.from({ length: atOnce }, () => governor.take(limits)))
    for (const { kind } of permits)
      if (kind === 'go') came.push(clock.now().getTime() + (ways[came.length % ways.length] ?? 0))
    const refused = permits.find((permit) => permit.kind === 'retryLater')
    if (refused?.kind === 'retryLater') return refused.afterMs
  }
}

/** The most calls in any stretch of that length, wherever it begins: a platform may count by the clock, or sliding. */
function mostInAny(came: readonly number[], windowMs: number): number {
  let first = 0
  return came.reduce((most, at, last) => {
    while (at - (came[first] ?? at) >= windowMs) first += 1
    return Math.max(most, last - first + 1)
  }, 0)
}

/** How many came in the first so many ms. */
function inTheFirst(came: readonly number[], ms: number): number {
  const [first = 0] = came
  return came.filter((at) => at - first < ms).length
}

/** Exactly when there is room again, as told: the tightest packing there is. */
const atTheFirstMoment = (shortestWaitMs: number) => shortestWaitMs
/** At odd moments, so that counts are spread over windows in any way. */
const atOddMoments = (_shortestWaitMs: number, round: number) => 400 + ((round * 7_919) % 4_000)

describe('four processes that ask as fast as they can, at the limits of WeCom', () => {
  it('never send more than 10,000 a minute and 150,000 an hour of one api, and hardly less', async () => {
    const came = await askAllTheTime(together(), { forMs: 1.4 * hourMs, next: atTheFirstMoment })
    expect(mostInAny(came, minuteMs)).toBeLessThanOrEqual(perMinute)
    expect(mostInAny(came, hourMs)).toBeLessThanOrEqual(perHour)
    // A quarter of an hour is as long as the limit of the hour takes at that of the minute.
    expect(inTheFirst(came, hourMs / 4)).toBeGreaterThanOrEqual(0.95 * perHour)
    expect(inTheFirst(came, hourMs * 1.3)).toBeGreaterThanOrEqual(0.95 * 2 * perHour)
  })

  it('holds both whenever they ask', async () => {
    const came = await askAllTheTime(together(), { forMs: 1.2 * hourMs, next: atOddMoments })
    expect(mostInAny(came, minuteMs)).toBeLessThanOrEqual(perMinute)
    expect(mostInAny(came, hourMs)).toBeLessThanOrEqual(perHour)
    expect(inTheFirst(came, hourMs / 4)).toBeGreaterThanOrEqual(0.95 * perHour)
  })

  it('would be seen to send four times as much if each counted for itself', async () => {
    const came = await askAllTheTime(eachForItself, { forMs: minuteMs, next: atTheFirstMoment })
    expect(mostInAny(came, minuteMs)).toBe(4 * perMinute)
  })
})
