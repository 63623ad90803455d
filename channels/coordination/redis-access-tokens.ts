import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis, Result } from 'ioredis'
import { nanoid } from 'nanoid'
import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import {
  type AccessTokens,
  type FetchedToken,
  failureHoldMs,
  refusalHoldMs,
  type TokenAnswer,
  type TokenRequest,
  tokenUnavailable,
  usableMs,
} from './access-tokens.ts'
import { coordinationUnavailable, orUnavailable, unavailable } from './unavailable.ts'

const keptSchema = z.object({
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('token'), token: z.string(), grant: z.string() }),
    z.object({ kind: z.literal('refused'), code: z.string() }),
  ]),
  /** Business time, ms. */
  until: z.number(),
})

/** Longer than a platform takes to answer with all retries; after that another process may fetch. Real time. */
const lockMs = 30_000
const pollMs = 40
/** Real time a caller waits for another process to fetch. */
const patienceMs = 15_000

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** Answers how many locks went: 0 when it is somebody else's by now. */
    releaseTokenLock(lockKey: string, owner: string): Result<number, Context>
    /** Takes the token away if it is still of that grant, so that a newer one stays. */
    dropToken(tokenKey: string, grant: string): Result<number, Context>
  }
}

const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`
const dropScript = `local kept = redis.call('GET', KEYS[1])
if kept and string.find(kept, ARGV[1], 1, true) then return redis.call('DEL', KEYS[1]) end return 0`

/** AccessTokens shared through Redis. The tokens lie there in the clear: that Redis is as secret as the settings. */
export function createRedisAccessTokens(deps: {
  redis: Redis
  clock: Clock
  log: Log
  prefix?: string
}): AccessTokens {
  const { redis, clock, log, prefix = 'kelu:' } = deps
  redis.defineCommand('releaseTokenLock', { numberOfKeys: 1, lua: releaseScript })
  redis.defineCommand('dropToken', { numberOfKeys: 1, lua: dropScript })
  const fetching = new Map<string, Promise<TokenAnswer>>()
  /** Until when this process does not ask the platform again; another one may have better luck. */
  const failedUntil = new Map<string, number>()

  /** What is kept and still good, `null` when there is nothing. */
  async function read({ key }: TokenRequest): Promise<TokenAnswer | null | typeof unavailable> {
    const text = await orUnavailable(log, () => redis.get(`${prefix}token:${key}`))
    if (text === unavailable || text === null) return text
    const kept = keptSchema.safeParse(parse(text))
    if (!kept.success || kept.data.until <= clock.now().getTime()) return null
    return kept.data.answer
  }

  async function fetched({ key, fetch }: TokenRequest): Promise<TokenAnswer> {
    const answer = await fetch().catch((error: unknown) => {
      failedUntil.set(key, clock.now().getTime() + failureHoldMs)
      throw error
    })
    return answer.kind === 'refused' ? keep(key, answer, refusalHoldMs) : issued(key, answer)
  }

  function issued(key: string, { token, expiresInSeconds }: FetchedToken & { kind: 'token' }) {
    return keep(key, { kind: 'token', token, grant: nanoid() }, usableMs(expiresInSeconds))
  }

  async function keep(key: string, answer: TokenAnswer, forMs: number): Promise<TokenAnswer> {
    const until = clock.now().getTime() + forMs
    // A fetched token is good even when it could not be shared.
    await orUnavailable(log, () =>
      redis.set(`${prefix}token:${key}`, JSON.stringify({ answer, until }), 'PX', Math.ceil(forMs)),
    )
    return answer
  }

  /** Fetches, or waits for the process that does. */
  async function fetchOnce(request: TokenRequest): Promise<TokenAnswer> {
    const lockKey = `${prefix}token-lock:${request.key}`
    const mine = nanoid()
    const giveUpAt = performance.now() + patienceMs
    while (performance.now() < giveUpAt) {
      const locked = await orUnavailable(log, () => redis.set(lockKey, mine, 'PX', lockMs, 'NX'))
      if (locked === unavailable) return coordinationUnavailable
      if (locked === 'OK') {
        try {
          const fresh = await read(request)
          if (fresh === unavailable) return coordinationUnavailable
          return fresh ?? (await fetched(request))
        } finally {
          await orUnavailable(log, () => redis.releaseTokenLock(lockKey, mine))
        }
      }
      await sleep(pollMs)
      const fresh = await read(request)
      if (fresh === unavailable) return coordinationUnavailable
      if (fresh) return fresh
    }
    return { kind: 'retryLater', afterMs: 1_000, code: 'token.busy' }
  }

  return {
    async get(request) {
      const kept = await read(request)
      if (kept === unavailable) return coordinationUnavailable
      if (kept) return kept
      if ((failedUntil.get(request.key) ?? 0) > clock.now().getTime()) return tokenUnavailable
      const running = fetching.get(request.key)
      if (running !== undefined) return running
      const started = fetchOnce(request).finally(() => fetching.delete(request.key))
      fetching.set(request.key, started)
      return started
    },
    async drop(key, grant) {
      await orUnavailable(log, () => redis.dropToken(`${prefix}token:${key}`, grant))
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
