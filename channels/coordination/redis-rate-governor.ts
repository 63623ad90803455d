import type { Redis, Result } from 'ioredis'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { RateGovernor } from './rate-governor.ts'
import { coordinationUnavailable, orUnavailable, unavailable } from './unavailable.ts'
import { bucketMsOf } from './window-count.ts'

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** Answers {ms to wait, number of the limit in the way}; {0, 0} when all had room. */
    takePermits(keyCount: number, ...keysAndNumbers: (string | number)[]): Result<[number, number], Context>
    holdLimit(key: string, untilMs: number, lifeMs: number): Result<number, Context>
  }
}

/** Real time a count outlives its window at least, so that a business clock slower than real time loses none. */
const spareMs = 10 * 60_000

/**
 * window-count.ts in Redis: KEYS are the hashes of the limits, ARGV is now and then `most`, `bucketMs`, `lifeMs` of each.
 * One script, so that many processes cannot all see the last permit.
 */
const takeScript = `
local now = tonumber(ARGV[1])
local afterMs, which = 0, 0
for i, key in ipairs(KEYS) do
  local most, bucketMs = tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3])
  local oldest = math.floor(now / bucketMs) - 61
  local fields, buckets, left, wait = redis.call('HGETALL', key), {}, 0, 0
  for f = 1, #fields, 2 do
    local value = tonumber(fields[f + 1])
    if fields[f] == 'hold' then wait = math.max(wait, value - now)
    elseif tonumber(fields[f]) < oldest then redis.call('HDEL', key, fields[f])
    else
      buckets[#buckets + 1] = { tonumber(fields[f]), value }
      left = left + value
    end
  end
  if left >= most then
    table.sort(buckets, function(a, b) return a[1] < b[1] end)
    for _, bucket in ipairs(buckets) do
      left = left - bucket[2]
      if left < most then
        wait = math.max(wait, (bucket[1] + 62) * bucketMs - now)
        break
      end
    end
  end
  if wait > afterMs then afterMs, which = wait, i end
end
if afterMs > 0 then return { math.ceil(afterMs), which } end
for i, key in ipairs(KEYS) do
  redis.call('HINCRBY', key, string.format('%.0f', math.floor(now / tonumber(ARGV[i * 3]))), 1)
  local lifeMs = tonumber(ARGV[i * 3 + 1])
  if redis.call('PTTL', key) < lifeMs then redis.call('PEXPIRE', key, lifeMs) end
end
return { 0, 0 }`

const holdScript = `
local untilMs, lifeMs = tonumber(ARGV[1]), tonumber(ARGV[2])
local held = tonumber(redis.call('HGET', KEYS[1], 'hold') or '0')
if untilMs > held then redis.call('HSET', KEYS[1], 'hold', ARGV[1]) end
if redis.call('PTTL', KEYS[1]) < lifeMs then redis.call('PEXPIRE', KEYS[1], lifeMs) end
return 0`

/** RateGovernor shared through one Redis (not a Redis cluster: a take touches several keys). */
export function createRedisRateGovernor(deps: {
  redis: Redis
  clock: Clock
  log: Log
  prefix?: string
}): RateGovernor {
  const { redis, clock, log, prefix = 'kelu:' } = deps
  // Without numberOfKeys: how many limits a call has is said with each take.
  redis.defineCommand('takePermits', { lua: takeScript })
  redis.defineCommand('holdLimit', { numberOfKeys: 1, lua: holdScript })
  return {
    async take(limits) {
      const keys = limits.map((limit) => `${prefix}limit:${limit.name}`)
      const numbers = limits.flatMap((limit) => [limit.most, bucketMsOf(limit), limit.windowMs + spareMs])
      const answer = await orUnavailable(log, () =>
        redis.takePermits(keys.length, ...keys, clock.now().getTime(), ...numbers),
      )
      if (answer === unavailable) return coordinationUnavailable
      const [afterMs, which] = answer
      if (afterMs === 0) return { kind: 'go' }
      return { kind: 'retryLater', afterMs, code: `limit.${limits[which - 1]?.name}` }
    },
    async hold(name, forMs) {
      const until = clock.now().getTime() + forMs
      await orUnavailable(log, () =>
        redis.holdLimit(`${prefix}limit:${name}`, until, Math.ceil(forMs + spareMs)),
      )
    },
  }
}
