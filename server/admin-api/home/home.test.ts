import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublished } from '../../../domain/definitions/published.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../domain/log.ts'
import { createRunFigures } from '../../../models/run-figures.ts'
import { createTodayFigures } from '../../../models/today-figures.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createHomeHandlers } from './handlers.ts'

/** A 群发 that the marketer has begun. */
const draft = {
  _id: 'journey:preview',
  life: 'l',
  stamp: 's',
  text: `
broadcast: preview
name: 预告
to: { tag: 老客 }
at: 2026-03-06T10:00:00+08:00
send: { message: hi, channels: [sms] }
`,
  basedOn: 0,
  by: '某marketer',
  at: new Date('2026-03-02T01:00:00Z'),
  lease: { session: 'p', by: '某marketer', until: new Date(0) },
}

/** A flow with something to mend at a step. */
const faulty = {
  ...draft,
  _id: 'journey:nurture',
  text: `
journey: nurture
name: 培育
steps:
  say: { name: 资料短信, send: { message: hi, channels: [email] } }
`,
}
const fault = {
  key: 'journey:nurture',
  path: 'steps.say.send.channels',
  expected: '消息里有内容的渠道',
  todo: '给消息 hi 补上 email，或去掉它',
  line: 1,
  column: 1,
}

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
      const [definition] = published.snapshot().registry.journeys.filter(({ id }) => id === 'hello')
      if (!definition) throw new Error('not published')
      await stores.testResults.insert({
        _id: 'journey:hello@1:1',
        key: 'journey:hello',
        number: 1,
        hash: hashOf({ kind: 'journey', definition }),
        passed: false,
        findings: [
          { level: 'warning', place: '', reason: '只是提醒', todo: '' },
          { level: 'fault', place: '', reason: '变量 nickname 没有值', todo: '写上 default' },
        ],
        by: '周敏',
        at,
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
            putOff: await todayFigures.putOff(since),
          }),
          figures: todayFigures,
          progressOf: async () => ({ planned: 3, waiting: 1 }),
          testResults: stores.testResults,
          customers: { findMany: async () => new Map(), masked: () => ({}) },
          stuck: async () => ({ count: 2 }),
          findings: async () => [
            { _id: 'redis', title: 'Redis', kind: 'bad', says: '连不上', since: at, at, ms: 1, looks: 2 },
          ],
          undone: async () => ({ failed: 4 }),
          drafts: {
            list: async () => [draft, faulty],
            read: async (_, id) => {
              if (id === 'preview') return { draft, faults: [], warnings: [] }
              return id === 'nurture' ? { draft: faulty, faults: [fault], warnings: [] } : null
            },
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
            sentBackTo: async (by) =>
              by === 'a-owner'
                ? [
                    {
                      _id: 'r0',
                      state: 'refused',
                      keys: ['journey:hello'],
                      title: '打招呼',
                      by,
                      byName: '王芳',
                      at,
                      note: '',
                      why: ['一次触达 6000 人'],
                      lines: [],
                      wanted: '{}',
                      decidedByName: '周敏',
                      decidedAt: at,
                      answer: '先灰度 10%',
                    },
                  ]
                : [],
          },
        }),
      },
    }
  })
  for (const role of ['owner', 'marketer', 'operator', 'sales', 'finance'] as const)
    await world.aMember({ role })
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
  // One's own review waits for somebody else, unless it came back.
  expect(owner.waiting.filter(({ kind }: { kind: string }) => kind !== 'test')).toEqual([
    {
      kind: 'sentBack',
      id: 'journey:hello',
      title: '「打招呼」复核没有通过',
      says: '周敏：先灰度 10%',
      at: at.toISOString(),
    },
  ])
  expect(marketer.waiting).toContainEqual(
    expect.objectContaining({ kind: 'review', title: '复核：「回归礼」', says: '王芳 提交 · 券面额 ¥99' }),
  )
  expect([operator.waiting, operator.running, sales.running, sales.sent]).toEqual([null, null, null, null])
})

it('counts what went out and what did not since the day began, without test accounts and yesterday', async () => {
  const now = world.realClock.now()
  const yesterday = new Date(now.getTime() - 20 * 3_600_000)
  const touch = {
    journeyId: 'hello',
    messageId: 'hi',
    channel: 'sms',
    isTest: false,
    createdAt: now,
    decisions: [],
    attempts: [],
  }
  const sent = { ...touch, state: 'sent', sentAt: now }
  const standsBy = { gate: 'capSlot', reason: 'dayCapFull' }
  const skipped = { ...touch, state: 'skipped', decisions: [standsBy], standsBy }
  const touches = world.connection.collection<{ _id: string; customerId: string }>('touches')
  await touches.insertMany([
    { ...sent, _id: 'a', customerId: 'c_a' },
    // Put off yesterday, sent today.
    { ...sent, _id: 'b', customerId: 'c_b', createdAt: yesterday, state: 'clicked' },
    { ...sent, _id: 'old', customerId: 'c_old', createdAt: yesterday, sentAt: yesterday },
    { ...sent, _id: 'test', customerId: 'c_test', isTest: true },
    { ...skipped, _id: 'c', customerId: 'c_c' },
    { ...skipped, _id: 'd', customerId: 'c_d', createdAt: yesterday },
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
    { id: 'hello', kind: 'journey', inside: 2, entered: 1, sent: 2, notSent: 1, progress: null },
  ])
  expect(body.sent).toEqual([{ channel: 'sms', count: 2 }])
  expect(body.notSent).toEqual([{ reason: 'dayCapFull', says: '今天的触达次数已满', count: 1 }])
})

it('says what comes by itself, the next first', async () => {
  const byItself = { broadcast: null }
  expect((await home('sales')).next).toEqual([
    { at: '2026-03-02T12:00:00.000Z', says: '营销短信停发，09:00 起继续', ...byItself },
    { at: '2026-03-02T14:00:00.000Z', says: '营销消息停发，08:00 起继续', ...byItself },
    { at: '2026-03-05T02:00:00.000Z', says: '群发「派对」开始', ...byItself },
  ])
})

it('says to those who make them which 群发 will not go out unless somebody publishes it', async () => {
  expect((await home('marketer')).next.at(-1)).toEqual({
    at: '2026-03-06T02:00:00.000Z',
    says: '群发「预告」，还没定好',
    broadcast: 'preview',
  })
})

it('what was begun or has failed waits for whoever makes it', async () => {
  const { waiting } = await home('marketer')
  expect(waiting.map(({ kind, title }: { kind: string; title: string }) => `${kind} ${title}`)).toEqual([
    'test 打招呼测试没通过',
    'review 复核：「回归礼」',
    'draft 培育的草稿有 1 处要改',
    'broadcast 群发「预告」还没定好',
  ])
  expect(waiting[2].says).toBe('要改的在「资料短信」')
  expect(waiting[0].says).toBe('变量 nickname 没有值；写上 default')
})

it('names whom the figures of the day are about, and nobody else', async () => {
  const people = async (query: string) =>
    (await world.call('GET', `/home/people?${query}`, { cookie: await world.cookieOf('a-marketer') })).body
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id).sort()
  expect(ids(await people('of=sent&channel=sms'))).toEqual(['c_a', 'c_b'])
  expect(ids(await people('of=sent&channel=email'))).toEqual([])
  const { items } = await people('of=notSent&reason=dayCapFull')
  expect(items).toMatchObject([{ id: 'c_c', says: expect.stringContaining('今天的触达次数已满') }])
  const first = await people('of=sent&limit=1')
  const second = await people(`of=sent&limit=1&after=${encodeURIComponent(first.next)}`)
  expect([...ids(first), ...ids(second)].sort()).toEqual(['c_a', 'c_b'])
})

it('tells 财务 nothing of what marketing sends', async () => {
  const { alerts, waiting, running, next, sent } = await home('finance')
  expect([alerts, waiting, running, next, sent]).toEqual([[], null, null, [], null])
  expect((await home('sales')).next).not.toEqual([])
})
