import { customAlphabet } from 'nanoid'
import { afterAll, expect, it } from 'vitest'
import { createRedisRateGovernor } from '../../channels/coordination/redis-rate-governor.ts'
import { redisConnections } from '../../channels/testing/redis.ts'
import { apiLimits } from '../../channels/wecom/limits.ts'
import { silentLog } from '../../domain/log.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { loadConfig } from '../config.ts'
import { wirePlatforms } from './platforms.ts'

const { connect, disconnectAll } = redisConnections()
afterAll(disconnectAll)

/** What asking whether WeCom takes us calls. */
const asked = '/cgi-bin/externalcontact/get_follow_user_list'
/** Keys in Redis name the corp: one of its own is a Redis of its own. */
const newCorp = customAlphabet('0123456789abcdef', 16)

it('wires all processes to one count: of the last 20 calls WeCom takes in a minute, three processes get 20', async () => {
  const clock = movableClock()
  const corpId = `ww${newCorp()}`
  const sandbox = await startSandbox({ now: clock.now(), settings: { corpId } })
  const config = loadConfig(keluEnvironment(sandbox, {}))
  const processes = [1, 2, 3].map(() =>
    wirePlatforms({
      config,
      redis: connect(),
      clock,
      log: silentLog,
      tokens: { find: async () => null, save: async () => undefined, remove: async () => undefined },
      sealer: { seal: () => ({ kid: 'k', ct: '' }), unseal: () => '' },
      pictures: () => ({
        copyOf: async () => null,
        file: async () => null,
        keepCopy: async () => undefined,
        forgetCopy: async () => undefined,
      }),
    }),
  )
  // Somebody has called 9,980 times within this minute.
  const earlier = createRedisRateGovernor({ redis: connect(), clock, log: silentLog })
  for (let called = 0; called < 9_980; called += 20)
    await Promise.all(Array.from({ length: 20 }, () => earlier.take(apiLimits(corpId, asked))))

  const health = await Promise.all(
    processes.flatMap(({ checks }) =>
      Array.from({ length: 10 }, () => checks.find(({ platform }) => platform === 'wecom')?.check()),
    ),
  )

  expect(health.filter((each) => each?.kind === 'ok')).toHaveLength(20)
  expect(health).toContainEqual({ kind: 'unreachable', code: `limit.wecom:${corpId}:${asked}` })
  expect((await sandbox.calls())[`wecom:${asked}`]).toBe(20)
  for (const { close } of processes) close()
  await sandbox.close()
})
