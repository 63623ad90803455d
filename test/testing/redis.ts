import { inject } from 'vitest'

/** A real Redis shared by the run: use a key prefix of your own. */
export function testRedisUrl(): string {
  return inject('redisUrl')
}
