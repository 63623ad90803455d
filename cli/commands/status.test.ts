import { expect } from 'vitest'
import type { EventRecord } from '../../models/events.ts'
import { withKelu } from '../testing/beside-kelu.ts'

const it = withKelu

interface Told {
  freshness: { pid: number; stages: { stage: string; p50: number; p99: number }[] | null }[]
  queues: { events: number; oldestEvent: { name: string } | null }
}

it('status tells how fast a running Kelu hears, handles, goes on and sends', async ({
  beside: { running, kelu, anotherKey },
}) => {
  const ask = async (more?: Record<string, string>) => (await kelu('status --json', more)).json() as Told
  expect((await ask()).freshness).toMatchObject([{ pid: process.pid, stages: [] }])

  const { customers, outreach } = running.kelu
  const now = running.clock.now()
  const { _id } = await customers.getOrCreate([{ kind: 'ext', system: 'test', value: 'p1' }], {
    source: 'test',
    at: now,
  })
  const phone = '+8613800000001'
  const setConsent = { sms: { state: 'granted' as const, source: 'test' } }
  await customers.change(_id, { setProfile: { phone }, setConsent }, 'test')
  // Heard five seconds after it happened, and dealt with in the same instant of a clock that stands.
  const at = new Date(now.getTime() - 5_000)
  await customers.hear({ _id: 'test:1', customerId: _id, name: 'order.paid', at, props: {}, source: 'test' })
  await outreach.deliver({
    touchId: 'test:1',
    customerId: _id,
    messageId: 'product-introduction',
    channels: ['sms'],
  })
  const [process_] = (await ask()).freshness
  const stage = (name: string) => process_?.stages?.find((one) => one.stage === name)
  expect(stage('heard')?.p99).toBe(5)
  expect(stage('handled')).toMatchObject({ p50: 0 })
  expect(stage('sent')).toMatchObject({ p50: 0 })
  expect((await kelu('status')).out).toMatch(/发生 → 收到 .*99% 5 秒/)
  expect((await ask({ LINK_KEY: anotherKey() })).freshness).toMatchObject([{ stages: null }])
})

it('status tells what waits, and the oldest event nobody has dealt with', async ({
  beside: { running, kelu },
}) => {
  const at = running.clock.now()
  const event = {
    _id: 'test:open',
    customerId: 'c',
    name: 'order.paid',
    at,
    receivedAt: at,
    props: {},
    source: 'test',
  }
  await running.kelu.connection
    .collection<EventRecord>('events')
    .insertOne({ ...event, open: true, openSince: new Date(at.getTime() + 86_400_000) })
  expect((await kelu('status --json')).json()).toMatchObject({
    queues: { events: 1, oldestEvent: { name: 'order.paid' }, touches: 0, tasks: 0 },
  })
  expect((await kelu('status')).out).toContain('最早一个没处理的事件')
})

it('goes by the clock of the Kelu that runs: a story may be played at any time', async ({
  beside: { running, kelu },
}) => {
  const { at } = (await kelu('explain lead-nurture --json')).json() as { at: string }
  // How far it is ahead is told every ten seconds, and its clock stands meanwhile.
  expect(Math.abs(Date.parse(at) - running.clock.now().getTime())).toBeLessThan(60_000)
})
