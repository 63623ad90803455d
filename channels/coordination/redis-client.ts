import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../../domain/log.ts'

/** Real time after which a command counts as failed, so that a lost Redis delays nobody for long. */
const commandTimeoutMs = 1_000

/** A Redis connection for the coordination ports: it reconnects by itself and never keeps a caller waiting. */
export function createCoordinationRedis({ url, log }: { url: string; log: Log }): Redis {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 1,
    retryStrategy: (tries) => Math.min(tries * 100, 2_000),
  } satisfies RedisOptions)
  redis.on('error', (error: Error & { code?: string }) =>
    log.warn({ code: error.code ?? error.name }, 'redis connection failed'),
  )
  return redis
}
