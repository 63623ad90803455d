import { randomBytes } from 'node:crypto'
import { nanoid } from 'nanoid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../domain/clock.ts'
import { createSealing } from '../../domain/customers/sealing.ts'
import { silentLog } from '../../domain/log.ts'
import { createTokenStore } from '../../models/tokens.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { redisConnections } from '../testing/redis.ts'
import type { AccessTokens, FetchedToken } from './access-tokens.ts'
import { createMemoryAccessTokens } from './memory-access-tokens.ts'
import { createRedisAccessTokens } from './redis-access-tokens.ts'
import { tokenKey } from './token-key.ts'
import { createTokenVault } from './token-vault.ts'

const { connect, disconnectAll } = redisConnections()
afterAll(disconnectAll)

function redisTokens(clock: Clock, prefix: string): AccessTokens {
  return createRedisAccessTokens({ redis: connect(), clock, log: silentLog, prefix })
}

/** A platform that issues t1, t2, … and counts how often it was asked. */
function tokenDesk(expiresInSeconds = 7_200) {
  let asked = 0
  return {
    asked: () => asked,
    fetch: async (): Promise<FetchedToken> => {
      asked += 1
      const number = asked
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { kind: 'token', token: `t${number}`, expiresInSeconds }
    },
  }
}

const hour = 3_600_000
const key = 'wecom:corp:1'

describe.each([
  ['in memory', (clock: Clock) => createMemoryAccessTokens({ clock })],
  ['in Redis', (clock: Clock) => redisTokens(clock, `test:${nanoid()}:`)],
])('access tokens %s', (_name, create) => {
  it('fetches once for 50 callers at the same moment', async () => {
    const desk = tokenDesk()
    const tokens = create(movableClock())
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => tokens.get({ key, fetch: desk.fetch })),
    )
    expect(desk.asked()).toBe(1)
    expect(new Set(answers.map((answer) => answer.kind === 'token' && answer.token))).toEqual(new Set(['t1']))
  })

  it('keeps a token until a minute before the platform ends it, by the business clock', async () => {
    const desk = tokenDesk(7_200)
    const clock = movableClock()
    const tokens = create(clock)
    await tokens.get({ key, fetch: desk.fetch })
    clock.advance(2 * hour - 60_001)
    expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({ token: 't1' })
    clock.advance(1)
    expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({ token: 't2' })
  })

  it('uses a token that is nearly over for half of what it has left', async () => {
    const desk = tokenDesk(40)
    const clock = movableClock()
    const tokens = create(clock)
    await tokens.get({ key, fetch: desk.fetch })
    clock.advance(19_999)
    await tokens.get({ key, fetch: desk.fetch })
    expect(desk.asked()).toBe(1)
    clock.advance(1)
    await tokens.get({ key, fetch: desk.fetch })
    expect(desk.asked()).toBe(2)
  })

  it('replaces a refused token once, however many callers were refused with it', async () => {
    const desk = tokenDesk()
    const tokens = create(movableClock())
    const first = await tokens.get({ key, fetch: desk.fetch })
    if (first.kind !== 'token') throw new Error('expected a token')
    const again = async () => {
      await tokens.drop(key, first.grant)
      return tokens.get({ key, fetch: desk.fetch })
    }
    const answers = await Promise.all(Array.from({ length: 20 }, again))
    expect(desk.asked()).toBe(2)
    expect(answers.every((answer) => answer.kind === 'token' && answer.token === 't2')).toBe(true)
    expect(await again()).toMatchObject({ token: 't2' })
    expect(desk.asked()).toBe(2)
  })

  it('replaces a refused token once even when the platform issues the same one again', async () => {
    let asked = 0
    const fetch = async (): Promise<FetchedToken> => {
      asked += 1
      return { kind: 'token', token: 'same', expiresInSeconds: 7_200 }
    }
    const tokens = create(movableClock())
    const first = await tokens.get({ key, fetch })
    if (first.kind !== 'token') throw new Error('expected a token')
    for (let caller = 0; caller < 5; caller++) {
      await tokens.drop(key, first.grant)
      await tokens.get({ key, fetch })
    }
    expect(asked).toBe(2)
  })

  it('does not ask again for ten minutes after the platform refused our secret', async () => {
    let asked = 0
    const fetch = async (): Promise<FetchedToken> => {
      asked += 1
      return { kind: 'refused', code: '40001' }
    }
    const clock = movableClock()
    const tokens = create(clock)
    for (let caller = 0; caller < 3; caller++) {
      expect(await tokens.get({ key, fetch })).toEqual({ kind: 'refused', code: '40001' })
    }
    expect(asked).toBe(1)
    clock.advance(10 * 60_000)
    await tokens.get({ key, fetch })
    expect(asked).toBe(2)
  })

  it('lets the exception of a fetch through, asks nobody for a moment, and then fetches anew', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    const tokens = create(clock)
    const failing = () => Promise.reject(new Error('platform away'))
    await expect(tokens.get({ key, fetch: failing })).rejects.toThrow('platform away')
    for (let caller = 0; caller < 3; caller++) {
      expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({
        kind: 'retryLater',
        afterMs: 2_000,
      })
    }
    expect(desk.asked()).toBe(0)
    clock.advance(2_000)
    expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({ token: 't1' })
  })

  it('never gives out a refused token again, though no new one is to be had', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    const tokens = create(clock)
    const first = await tokens.get({ key, fetch: desk.fetch })
    if (first.kind !== 'token') throw new Error('expected a token')
    await tokens.drop(key, first.grant)
    for (let minute = 0; minute < 3; minute++) {
      const refreshing = tokens.get({ key, fetch: () => Promise.reject(new Error('too often')) })
      await expect(refreshing).rejects.toThrow('too often')
      expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({ kind: 'retryLater' })
      clock.advance(60_000)
    }
    expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({ token: 't2' })
  })

  it('keeps the tokens of two secrets apart', async () => {
    const desk = tokenDesk()
    const tokens = create(movableClock())
    const one = await tokens.get({ key: tokenKey('wecom', 'corp', 'secret one'), fetch: desk.fetch })
    const two = await tokens.get({ key: tokenKey('wecom', 'corp', 'secret two'), fetch: desk.fetch })
    expect(one).not.toEqual(two)
  })
})

describe('access tokens kept in the store', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await testDatabase()
  })
  afterAll(() => db.drop())
  const sealer = createSealing({ data: [{ kid: 'k', key: randomBytes(32) }], blindIndex: randomBytes(32) })

  /** Tokens of a process that has just started. */
  function started(clock: Clock, sealedBy = sealer): AccessTokens {
    const store = createTokenStore(db.connection)
    const vault = createTokenVault({ store, sealer: sealedBy, log: silentLog })
    return createMemoryAccessTokens({ clock, vault })
  }

  it('serve the next process until they end, and lie there sealed', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    await started(clock).get({ key: 'a', fetch: desk.fetch })
    expect(await started(clock).get({ key: 'a', fetch: desk.fetch })).toMatchObject({ token: 't1' })
    expect(desk.asked()).toBe(1)
    const stored = await db.connection.collection('tokens').findOne({ _id: 'a' as never })
    expect(JSON.stringify(stored)).not.toContain('t1')
    clock.advance(2 * hour)
    expect(await started(clock).get({ key: 'a', fetch: desk.fetch })).toMatchObject({ token: 't2' })
  })

  it('are gone with the grant that was refused, and a newer one stays', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    const first = await started(clock).get({ key: 'b', fetch: desk.fetch })
    if (first.kind !== 'token') throw new Error('expected a token')
    await started(clock).drop('b', first.grant)
    expect(await started(clock).get({ key: 'b', fetch: desk.fetch })).toMatchObject({ token: 't2' })
    await started(clock).drop('b', first.grant)
    expect(await started(clock).get({ key: 'b', fetch: desk.fetch })).toMatchObject({ token: 't2' })
  })

  it('that cannot be read are fetched anew', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    await started(clock).get({ key: 'c', fetch: desk.fetch })
    const other = createSealing({ data: [{ kid: 'new', key: randomBytes(32) }], blindIndex: randomBytes(32) })
    expect(await started(clock, other).get({ key: 'c', fetch: desk.fetch })).toMatchObject({ token: 't2' })
  })
})

describe('access tokens shared through Redis', () => {
  it('are fetched once by processes that ask at the same moment', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    const prefix = `test:${nanoid()}:`
    const processes = Array.from({ length: 4 }, () => redisTokens(clock, prefix))
    await Promise.all(
      processes.flatMap((tokens) => [1, 2, 3].map(() => tokens.get({ key, fetch: desk.fetch }))),
    )
    expect(desk.asked()).toBe(1)
  })

  it('are fetched once however the processes fall in between one another', async () => {
    const clock = movableClock()
    const prefix = `test:${nanoid()}:`
    const processes = Array.from({ length: 6 }, () => redisTokens(clock, prefix))
    const rounds = 40
    let asked = 0
    const fetch = async (): Promise<FetchedToken> => {
      asked += 1
      return { kind: 'token', token: 't', expiresInSeconds: 7_200 }
    }
    for (let round = 0; round < rounds; round++) {
      const startings = processes.map(async (tokens, place) => {
        for (let turn = 0; turn < (place * round) % 7; turn++) await new Promise(setImmediate)
        return tokens.get({ key: `key ${round}`, fetch })
      })
      await Promise.all(startings)
    }
    expect(asked).toBe(rounds)
  })

  it('are fetched by the next process when the one that was at it failed', async () => {
    const desk = tokenDesk()
    const clock = movableClock()
    const prefix = `test:${nanoid()}:`
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const slowAndFailing = async () => {
      begin()
      await new Promise((resolve) => setTimeout(resolve, 50))
      throw new Error('died on the way')
    }
    const failed = redisTokens(clock, prefix).get({ key, fetch: slowAndFailing })
    await begun
    const other = redisTokens(clock, prefix).get({ key, fetch: desk.fetch })
    await expect(failed).rejects.toThrow('died on the way')
    expect(await other).toMatchObject({ kind: 'token', token: 't1' })
  })

  it('answer retryLater and call nobody while Redis is away', async () => {
    const desk = tokenDesk()
    const redis = connect('redis://127.0.0.1:1')
    const tokens = createRedisAccessTokens({ redis, clock: movableClock(), log: silentLog })
    expect(await tokens.get({ key, fetch: desk.fetch })).toMatchObject({
      kind: 'retryLater',
      code: 'coordination.unavailable',
    })
    expect(desk.asked()).toBe(0)
  })
})

describe('token keys', () => {
  it('never hold the secret', () => {
    expect(tokenKey('wecom', 'corp', 'S3cr3tS3cr3t')).not.toContain('S3cr3t')
  })
})
