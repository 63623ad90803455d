import { nanoid } from 'nanoid'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { cuttableRedis } from '../../test/testing/cuttable-redis.ts'
import { testRedisUrl } from '../../test/testing/redis.ts'
import { redisConnections } from '../testing/redis.ts'
import { withFallback } from './fallback.ts'
import { createMemoryAccessTokens } from './memory-access-tokens.ts'
import { createMemoryRateGovernor } from './memory-rate-governor.ts'
import { createRedisAccessTokens } from './redis-access-tokens.ts'
import { createRedisRateGovernor } from './redis-rate-governor.ts'

const { connect, disconnectAll } = redisConnections()
const wire = await cuttableRedis(testRedisUrl())
afterAll(async () => {
  disconnectAll()
  await wire.close()
})

const limit = { name: 'member', most: 1, windowMs: 60_000 }
let issued = 0
const request = {
  key: 'wecom:corp',
  fetch: async () => ({ kind: 'token' as const, token: `t${++issued}`, expiresInSeconds: 7_200 }),
}

async function coordinated() {
  const redis = connect(wire.url)
  const clock = movableClock()
  const log = silentLog
  const prefix = `test:${nanoid()}:`
  await redis.ping()
  return withFallback({
    connection: redis,
    shared: {
      tokens: createRedisAccessTokens({ redis, clock, log, prefix }),
      governor: createRedisRateGovernor({ redis, clock, log, prefix }),
    },
    own: { tokens: createMemoryAccessTokens({ clock }), governor: createMemoryRateGovernor({ clock }) },
    log,
  })
}

describe('while Redis is away', () => {
  beforeEach(() => {
    issued = 0
    wire.join()
  })

  it('a process goes on with a token and limits of its own, says so, and shares again when it is back', async () => {
    const { tokens, governor, isDown } = await coordinated()
    expect(await tokens.get(request)).toMatchObject({ token: 't1' })
    expect(await governor.take([limit])).toEqual({ kind: 'go' })
    expect(isDown()).toBe(false)

    wire.cut()
    await vi.waitFor(() => expect(isDown()).toBe(true), 60_000)
    expect(await tokens.get(request)).toMatchObject({ token: 't2' })
    expect(await tokens.get(request)).toMatchObject({ token: 't2' })
    expect(await governor.take([limit])).toEqual({ kind: 'go' })
    expect(await governor.take([limit])).toMatchObject({ kind: 'retryLater', code: 'limit.member' })

    wire.join()
    await vi.waitFor(() => expect(isDown()).toBe(false), 60_000)
    expect(await tokens.get(request)).toMatchObject({ token: 't1' })
  })

  it('a token that is refused is given up, wherever it is from', async () => {
    const { tokens, isDown } = await coordinated()
    wire.cut()
    await vi.waitFor(() => expect(isDown()).toBe(true), 60_000)
    const first = await tokens.get(request)
    if (first.kind !== 'token') throw new Error('expected a token')
    await tokens.drop(request.key, first.grant)
    expect(await tokens.get(request)).toMatchObject({ token: 't2' })
  })

  it('a process that starts then works all the same', async () => {
    wire.cut()
    const redis = connect(wire.url)
    const [clock, log] = [movableClock(), silentLog]
    const { tokens, isDown } = withFallback({
      connection: redis,
      shared: {
        tokens: createRedisAccessTokens({ redis, clock, log }),
        governor: createRedisRateGovernor({ redis, clock, log }),
      },
      own: { tokens: createMemoryAccessTokens({ clock }), governor: createMemoryRateGovernor({ clock }) },
      log,
    })
    expect(await tokens.get(request)).toMatchObject({ kind: 'token' })
    expect(isDown()).toBe(true)
  })
})
