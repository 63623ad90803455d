import { nanoid } from 'nanoid'
import { afterAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../domain/clock.ts'
import { silentLog } from '../../domain/log.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { redisConnections } from '../testing/redis.ts'
import { createMemoryRateGovernor } from './memory-rate-governor.ts'
import type { Limit, RateGovernor } from './rate-governor.ts'
import { createRedisRateGovernor } from './redis-rate-governor.ts'

const { connect, disconnectAll } = redisConnections()
afterAll(disconnectAll)

function redisGovernor(clock: Clock, prefix: string): RateGovernor {
  return createRedisRateGovernor({ redis: connect(), clock, log: silentLog, prefix })
}

const minute = 60_000
const member: Limit = { name: 'member', most: 30, windowMs: minute }
const memberHour: Limit = { name: 'member:hour', most: 1_000, windowMs: 60 * minute }

async function takeMany(governor: RateGovernor, limits: Limit[], count: number): Promise<number> {
  let gone = 0
  for (let i = 0; i < count; i++) if ((await governor.take(limits)).kind === 'go') gone += 1
  return gone
}

describe.each([
  ['in memory', (clock: Clock) => createMemoryRateGovernor({ clock })],
  ['in Redis', (clock: Clock) => redisGovernor(clock, `test:${nanoid()}:`)],
])('rate governor %s', (_name, create) => {
  it('lets exactly the limit through and tells when there is room again', async () => {
    const clock = movableClock()
    const governor = create(clock)
    expect(await takeMany(governor, [member], 30)).toBe(30)
    const refused = await governor.take([member])
    expect(refused).toMatchObject({ kind: 'retryLater', code: 'limit.member' })
    if (refused.kind !== 'retryLater') return
    clock.advance(refused.afterMs - 1)
    expect((await governor.take([member])).kind).toBe('retryLater')
    clock.advance(1)
    expect((await governor.take([member])).kind).toBe('go')
  })

  it('waits a whole window and a sixtieth for calls on their way, and hardly longer', async () => {
    const clock = movableClock('2026-03-02T09:00:00.700+08:00')
    const governor = create(clock)
    await takeMany(governor, [member], 30)
    const refused = await governor.take([member])
    expect(refused).toMatchObject({ kind: 'retryLater' })
    const afterMs = refused.kind === 'retryLater' ? refused.afterMs : 0
    expect(afterMs).toBeGreaterThan(minute + 1_000)
    expect(afterMs).toBeLessThanOrEqual(minute + 2_000)
  })

  it('never lets more than 30 through in any 60 s, wherever the window begins', async () => {
    const clock = movableClock()
    const governor = create(clock)
    const times: number[] = []
    for (let step = 0; step < 400; step++) {
      clock.advance(700 + ((step * 37) % 900))
      for (let i = 0; i < 3; i++) {
        if ((await governor.take([member])).kind === 'go') times.push(clock.now().getTime())
      }
    }
    const most = Math.max(
      ...times.map((start) => times.filter((at) => at >= start && at < start + minute).length),
    )
    expect(most).toBe(30)
  })

  it('takes from all limits or from none', async () => {
    const clock = movableClock()
    const governor = create(clock)
    const small: Limit = { name: 'small', most: 2, windowMs: minute }
    expect(await takeMany(governor, [small], 2)).toBe(2)
    expect(await takeMany(governor, [member, small], 10)).toBe(0)
    expect(await takeMany(governor, [member], 31)).toBe(30)
  })

  it('holds 1,000 an hour beside 30 a minute', async () => {
    const clock = movableClock()
    const governor = create(clock)
    let gone = 0
    for (let round = 0; round < 36; round++) {
      gone += await takeMany(governor, [member, memberHour], 30)
      clock.advance(62_000)
    }
    expect(gone).toBe(1_000)
    expect(await governor.take([member, memberHour])).toMatchObject({ code: 'limit.member:hour' })
  })

  it('lets nobody through while a name is held, and a shorter hold does not end a longer one', async () => {
    const clock = movableClock()
    const governor = create(clock)
    await governor.hold('member', 60_000)
    await governor.hold('member', 1_000)
    expect(await governor.take([member])).toEqual({
      kind: 'retryLater',
      afterMs: 60_000,
      code: 'limit.member',
    })
    expect((await governor.take([{ ...member, name: 'another' }])).kind).toBe('go')
    clock.advance(60_000)
    expect((await governor.take([member])).kind).toBe('go')
  })

  it('refuses a limit it cannot count', async () => {
    const governor = create(movableClock())
    await expect(governor.take([{ name: 'odd', most: 1, windowMs: 1_001 }])).rejects.toThrow(RangeError)
    await expect(governor.take([{ name: 'none', most: 0, windowMs: 60_000 }])).rejects.toThrow(RangeError)
  })
})

describe('a rate governor shared through Redis', () => {
  it('counts and holds for all processes together', async () => {
    const clock = movableClock()
    const prefix = `test:${nanoid()}:`
    const [one, two] = [redisGovernor(clock, prefix), redisGovernor(clock, prefix)]
    const gone = await Promise.all([takeMany(one, [member], 25), takeMany(two, [member], 25)])
    expect(gone[0] + gone[1]).toBe(30)
    await one.hold('api', 60_000)
    expect(await two.take([{ ...member, name: 'api' }])).toMatchObject({
      kind: 'retryLater',
      afterMs: 60_000,
    })
  })

  it('goes on when Redis has forgotten its scripts, as after a restart', async () => {
    const redis = connect()
    const prefix = `test:${nanoid()}:`
    const governor = createRedisRateGovernor({ redis, clock: movableClock(), log: silentLog, prefix })
    const one = { ...member, most: 1 }
    expect(await governor.take([one])).toEqual({ kind: 'go' })
    await redis.script('FLUSH')
    expect(await governor.take([one])).toMatchObject({ code: 'limit.member' })
  })

  it('answers retryLater while Redis is away', async () => {
    const redis = connect('redis://127.0.0.1:1')
    const governor = createRedisRateGovernor({ redis, clock: movableClock(), log: silentLog })
    expect(await governor.take([member])).toMatchObject({ code: 'coordination.unavailable' })
    await expect(governor.hold('member', 1_000)).resolves.toBeUndefined()
  })
})
