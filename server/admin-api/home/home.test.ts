import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublished } from '../../../domain/definitions/published.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../domain/log.ts'
import { createRunFigures } from '../../../models/run-figures.ts'
import { createTodayFigures } from '../../../models/today-figures.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createHomeHandlers } from './handlers.ts'

let world: AdminWorld
const at = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  world = await adminWorld(({ stores, realClock, connection }) => {
    const published = createPublished({ store: stores.definitions, log: silentLog })
    const publish = createPublish({
      store: stores.definitions,
      published,
      check: () => [],
      users: async () => [],
      clock: realClock,
    })
    ready = async () => {
      const text = `
journey: hello
name: 打招呼
entry: { event: order.paid }
steps: { rest: { wait: 1 day, next: end } }
---
broadcast: party
name: 派对
to: { tag: 老客 }
at: 2026-03-05T10:00:00+08:00
send: { message: hi, channels: [sms] }
`
      await publish({
        publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
        origin: 'file',
        by: 'file',
      })
    }
    const runFigures = createRunFigures(connection)
    const todayFigures = createTodayFigures(connection)
    return {
      contract: { home: contract.home },
      handlers: {
        home: createHomeHandlers({
          clock: realClock,
          snapshot: published.snapshot,
          today: async (since, ids) => ({
            inside: await runFigures.activeByJourney(),
            entered: (await runFigures.begunSince(ids, since)).begun,
            sent: await todayFigures.sentSince(since),
            notSent: await todayFigures.notSentSince(since),
          }),
          stuck: async () => ({ count: 2 }),
          findings: async () => [
            { _id: 'redis', title: 'Redis', kind: 'bad', says: '连不上', since: at, at, ms: 1 },
          ],
          undone: async () => ({ failed: 4 }),
          drafts: {
            list: async () => [],
            read: async () => null,
          },
          reviews: {
            list: async () => [
              {
                _id: 'r1',
                state: 'open',
                keys: ['batch:gift'],
                title: '回归礼',
                by: 'a-owner',
                byName: '王芳',
                at,
                note: '',
                why: ['券面额 ¥99'],
                lines: [],
                wanted: '{}',
              },
            ],
          },
        }),
      },
    }
  })
  for (const role of ['owner', 'marketer', 'operator', 'sales'] as const) await world.aMember({ role })
  await ready()
})
afterAll(() => world.close())
let ready: () => Promise<void>

const home = async (role: string) =>
  (await world.call('GET', '/home', { cookie: await world.cookieOf(`a-${role}`) })).body

it('gives each role what is theirs, and nothing else', async () => {
  const alerts = (body: { alerts: { kind: string }[] }) => body.alerts.map(({ kind }) => kind)
  const [owner, marketer, operator, sales] = await Promise.all(
    ['owner', 'marketer', 'operator', 'sales'].map(home),
  )
  expect([owner, marketer, operator, sales].map(alerts)).toEqual([
    ['stuck', 'doctor', 'callbacks'],
    ['stuck', 'doctor'],
    ['stuck', 'doctor', 'callbacks'],
    [],
  ])
  // One's own review waits for somebody else.
  expect(owner.waiting).toEqual([])
  expect(marketer.waiting).toMatchObject([
    { kind: 'review', title: '复核：「回归礼」', says: '王芳 提交 · 券面额 ¥99' },
  ])
  expect([operator.waiting, operator.running, sales.running, sales.sent]).toEqual([null, null, null, null])
})

it('counts what went out and what did not since the day began, without test accounts and yesterday', async () => {
  const now = world.realClock.now()
  const yesterday = new Date(now.getTime() - 20 * 3_600_000)
  const touch = {
    journeyId: 'hello',
    channel: 'sms',
    isTest: false,
    createdAt: now,
    decisions: [],
    attempts: [],
  }
  const sent = { ...touch, state: 'sent', sentAt: now }
  const skipped = { ...touch, state: 'skipped', standsBy: { gate: 'capSlot', reason: 'dayCapFull' } }
  await world.connection.collection<{ _id: string }>('touches').insertMany([
    { ...sent, _id: 'a' },
    // Put off yesterday, sent today.
    { ...sent, _id: 'b', createdAt: yesterday, state: 'clicked' },
    { ...sent, _id: 'old', createdAt: yesterday, sentAt: yesterday },
    { ...sent, _id: 'test', isTest: true },
    { ...skipped, _id: 'c' },
    { ...skipped, _id: 'd', createdAt: yesterday },
  ])
  const [r1, r2] = [now, yesterday].map((startedAt) => ({
    journeyId: 'hello',
    versionId: 'hello@1',
    state: 'active',
    startedAt,
  }))
  await world.connection.collection<{ _id: string }>('runs').insertMany([
    { ...r1, _id: 'r1' },
    { ...r2, _id: 'r2' },
  ])
  const body = await home('marketer')
  expect(body.running).toMatchObject([
    { id: 'party', kind: 'broadcast', state: 'live', inside: 0 },
    { id: 'hello', kind: 'journey', inside: 2, entered: 1, sent: 2, notSent: 1 },
  ])
  expect(body.sent).toEqual([{ channel: 'sms', count: 2 }])
  expect(body.notSent).toEqual([{ reason: 'dayCapFull', says: '今天的触达次数已满', count: 1 }])
})

it('says what comes by itself, the next first', async () => {
  expect((await home('sales')).next).toEqual([
    { at: '2026-03-02T12:00:00.000Z', says: '营销短信停发，09:00 起继续' },
    { at: '2026-03-02T14:00:00.000Z', says: '营销消息停发，08:00 起继续' },
    { at: '2026-03-05T02:00:00.000Z', says: '群发「派对」开始' },
  ])
})
