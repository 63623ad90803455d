import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpRefusal } from './refusal.ts'

/** Counts one request of this key; throws request.rate_limited with `retryAfterSeconds` when there were too many. */
export type RateLimit = (key: string) => Promise<void>

/** At most `perMinute` requests per key in any fixed minute of this process. Real time: it protects the machine. */
export function createRateLimit(perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new HttpRefusal('request.rate_limited', {
        retryAfterSeconds: Math.ceil(error.msBeforeNext / 1_000),
      })
    }
  }
}
