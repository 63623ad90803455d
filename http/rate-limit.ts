import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Context, Guard } from './context.ts'
import { HttpRefusal } from './refusal.ts'

/** `check` throws request.rate_limited once a key has had too many misses; `miss` counts one. */
interface GuessLimit {
  check(key: string): Promise<void>
  miss(key: string): Promise<void>
}

/** More than `perMinute` wrong guesses in a minute, and even a right one is refused. Real time: it protects the machine. */
export function createGuessLimit(perMinute: number): GuessLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    async check(key) {
      const misses = await limiter.get(key)
      if (misses && misses.consumedPoints >= perMinute) throw tooMany(misses)
    },
    async miss(key) {
      await limiter.penalty(key)
    },
  }
}

/**
 * At most `perMinute` requests per key in any fixed minute of this process, and each answer says how many are left
 * (draft-ietf-httpapi-ratelimit-headers). Real time: it protects the machine.
 */
export function createToldLimit(perMinute: number): (ctx: Context, key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (ctx, key) => {
    const used = await limiter.consume(key).catch((error: unknown) => {
      if (error instanceof RateLimiterRes) return error
      throw error
    })
    const isOver = used.consumedPoints > perMinute
    ctx.set('RateLimit-Policy', `"key";q=${perMinute};w=60`)
    ctx.set('RateLimit', `"key";r=${used.remainingPoints};t=${Math.ceil(used.msBeforeNext / 1_000)}`)
    if (isOver) throw tooMany(used)
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): HttpRefusal {
  return new HttpRefusal('request.rate_limited', { retryAfterSeconds: Math.ceil(msBeforeNext / 1_000) })
}

/**
 * At most `perMinute` requests per key in any fixed minute of this process, else request.rate_limited with
 * `retryAfterSeconds`. Routes that share the guard share the count. Real time: it protects the machine.
 */
export function limitRequests<S>(perMinute: number, keyOf: (ctx: Context<S>) => string): Guard<unknown, S> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  const limitRequest: Guard<unknown, S> = async (ctx, next) => {
    try {
      await limiter.consume(keyOf(ctx))
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw tooMany(error)
    }
    await next()
  }
  return Object.assign(limitRequest, { note: { refusals: ['request.rate_limited'] } as const })
}
