import { inject } from 'vitest'

/**
 * A real Redis shared by the run: use a key prefix of your own, or where a whole Kelu is started, a database of your own
 * (1 to 15), for processes of one company find each other's tokens there.
 */
export function testRedisUrl(database = 0): string {
  return `${inject('redisUrl')}/${database}`
}
