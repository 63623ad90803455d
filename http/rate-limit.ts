import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpRefusal } from './refusal.ts'

/** Counts one request of this key; throws request.rate_limited with `retryAfterSeconds` when there were too many. */
export type RateLimit = (key: string) => Promise<void>

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

function tooMany({ msBeforeNext }: RateLimiterRes): HttpRefusal {
  return new HttpRefusal('request.rate_limited', { retryAfterSeconds: Math.ceil(msBeforeNext / 1_000) })
}

/** At most `perMinute` requests per key in any fixed minute of this process. Real time: it protects the machine. */
export function createRateLimit(perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw tooMany(error)
    }
  }
}
