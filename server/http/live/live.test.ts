import { Redis } from 'ioredis'
import { afterEach, expect, it } from 'vitest'
import { createRedisLive } from '../../../channels/coordination/redis-live.ts'
import { silentLog } from '../../../domain/log.ts'
import { testRedisUrl } from '../../../test/testing/redis.ts'
import { createWho } from '../../admin-api/core/who.ts'
import { type AdminWorld, adminWorld } from '../../admin-api/testing/world.ts'
import { createLive, type Live } from '../../live/live.ts'
import { createLiveRouter } from './router.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A process with open pages. A beat is short where a test waits for one. */
async function aProcess({
  beatMs,
  live = createLive({ relay: null }),
}: {
  beatMs?: number
  live?: Live
} = {}) {
  const world = await adminWorld(
    () => ({ contract: {}, handlers: {} }),
    ({ sessions, admit }) => {
      const who = createWho({ sessions, admit, publicUrl: 'https://kelu.test' })
      return [createLiveRouter({ live, who, sessions, log: silentLog, beatMs })]
    },
  )
  closers.push(world.close, live.close)
  return { world, live, url: `${world.base}/api/v1/live` }
}
type Process = { world: AdminWorld; live: Live; url: string }

/** A tab: reads until what it heard is as wanted. */
async function aTab({ url }: Process, cookie: string, lastId?: string) {
  const answer = await fetch(url, {
    headers: { cookie, ...(lastId !== undefined && { 'last-event-id': lastId }) },
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    text += value ?? ''
    return !done
  }
  return {
    answer,
    async until(wanted: RegExp): Promise<string> {
      while (!wanted.test(text)) if (!(await read())) throw new Error(`it ended with: ${text}`)
      return text
    },
    async ended(): Promise<string> {
      while (await read()) if (text.length > 1_000_000) throw new Error('it does not end')
      return text
    },
    leave: () => reader?.cancel(),
    lastId: () => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1],
  }
}

it('says what changed, once however often, and passes through proxies unheld', async () => {
  const process = await aProcess()
  const tab = await aTab(process, await process.world.as('marketer'))
  expect(Object.fromEntries(tab.answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  for (let n = 0; n < 20; n++) process.live.announce('tasks', 't1')
  process.live.announce('inbox')
  const text = await tab.until(/inbox/)
  expect([...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''))).toEqual([
    { topic: 'tasks', id: 't1' },
    { topic: 'inbox' },
  ])
})

it('tells who comes back what they missed, and who was away too long to ask for everything', async () => {
  const process = await aProcess()
  const cookie = await process.world.as('marketer')
  const tab = await aTab(process, cookie)
  process.live.announce('tasks')
  await tab.until(/tasks/)
  await tab.leave()
  process.live.announce('inbox')
  const other = await aTab(process, cookie)
  await other.until(/retry/)
  const back = await aTab(process, cookie, tab.lastId())
  expect(await back.until(/inbox/)).not.toContain('tasks')
  const strange = await aTab(process, cookie, 'another-process.7')
  expect(await strange.until(/data/)).toContain('{"topic":"everything"}')
})

it('is for members alone, and ends with their session', async () => {
  const process = await aProcess({ beatMs: 10 })
  expect((await fetch(process.url)).status).toBe(401)
  const tab = await aTab(process, await process.world.as('sales'))
  await tab.until(/: beat\n\n: beat/)
  await process.world.sessions.endAllOf('a-sales')
  await tab.ended()
  expect(process.live.open()).toBe(0)
})

it('does not keep a session in use', async () => {
  const process = await aProcess({ beatMs: 10 })
  const tab = await aTab(process, await process.world.as('sales'))
  await tab.until(/beat/)
  process.world.realClock.advance(12 * 3_600_000)
  await tab.ended()
})

it('is closed when the process ends, which waits for no open page', async () => {
  const process = await aProcess()
  const tab = await aTab(process, await process.world.as('sales'))
  await tab.until(/retry/)
  expect(process.world.server.inFlight() - process.live.open()).toBe(0)
  process.live.close()
  await Promise.all([process.world.server.close(60_000), tab.ended()])
})

it('goes from one process to the pages of another by Redis', async () => {
  const connect = () => {
    const redis = new Redis(testRedisUrl())
    closers.push(() => redis.disconnect())
    return redis
  }
  const web = await aProcess({
    live: createLive({ relay: createRedisLive({ redis: connect(), log: silentLog }) }),
  })
  const worker = createLive({ relay: createRedisLive({ redis: connect(), log: silentLog }) })
  closers.push(worker.close)
  const tab = await aTab(web, await web.world.as('marketer'))
  // Until its ears are open nothing is heard: the first to arrive shows that they are.
  const telling = setInterval(() => worker.announce('journeys', 'm5'), 20)
  closers.push(() => clearInterval(telling))
  expect(await tab.until(/m5/)).toContain('{"topic":"journeys","id":"m5"}')
})
