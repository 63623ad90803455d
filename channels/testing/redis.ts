import type { Redis } from 'ioredis'
import { silentLog } from '../../domain/log.ts'
import { testRedisUrl } from '../../test/testing/redis.ts'
import { createCoordinationRedis } from '../coordination/redis-client.ts'

/** Connections as processes open them, by default to the Redis of the tests. */
export function redisConnections() {
  const open: Redis[] = []
  return {
    connect(url = testRedisUrl()): Redis {
      const redis = createCoordinationRedis({ url, log: silentLog })
      open.push(redis)
      return redis
    },
    disconnectAll: () => open.forEach((redis) => void redis.disconnect()),
  }
}
