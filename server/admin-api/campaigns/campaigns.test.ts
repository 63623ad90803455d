import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCampaigns } from '../../../domain/campaigns/campaigns.ts'
import { createCount } from '../../../domain/campaigns/count.ts'
import { createKeepFigures } from '../../../domain/campaigns/keep-figures.ts'
import { createCampaignLists } from '../../../domain/campaigns/lists.ts'
import { silentLog } from '../../../domain/log.ts'
import { aRun } from '../../../test/testing/a-run.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { customersOn } from '../../../test/testing/customers.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import type { ShownFlow } from './flow-names.ts'
import { createCampaignHandlers } from './handlers.ts'

const clock = movableClock('2026-12-06T00:00:00+08:00')
const wakeUp: ShownFlow = {
  id: 'wake-up',
  name: '沉睡唤醒',
  kind: 'journey',
  state: 'live',
  stateName: '运行中',
}
const crowd: ShownFlow = {
  id: 'double-12',
  name: '双12',
  kind: 'broadcast',
  state: 'draft',
  stateName: '草稿',
}
let known = [wakeUp, crowd]
let world: AdminWorld
let cookies: Record<'marketer' | 'owner' | 'editor' | 'sales' | 'operator', string>
let count: () => Promise<number>
const plan = {
  ...{ name: '双12', from: '2026-12-01', to: '2026-12-10', flows: ['wake-up', 'double-12', 'long-gone'] },
  ...{ goal: { kind: 'conversion', target: 5 }, budgetFen: 100_000, audience: '老会员' },
}

beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, connection }) => {
    const { customers } = customersOn({ connection } as never, clock)
    const announce = () => {}
    const reader = stores.campaignReader
    const keeper = createKeepFigures({
      ...{ store: stores.campaigns, announce, clock, realClock: clock, log: silentLog },
      count: createCount({ reader, customers, broadcastsAmong: async () => new Set(['double-12']) }),
    })
    count = keeper.sweep
    let made = 0
    const newId = () => {
      made += 1
      return `c${made}`
    }
    return {
      contract: { campaigns: contract.campaigns },
      handlers: {
        campaigns: createCampaignHandlers({
          campaigns: createCampaigns({ store: stores.campaigns, newId, announce, clock }),
          store: stores.campaigns,
          lists: createCampaignLists({ reader, customers }),
          flows: {
            all: async () => known,
            of: async (ids) =>
              ids.map(
                (id) =>
                  known.find((flow) => flow.id === id) ?? {
                    ...{ id, name: id, kind: 'gone', state: null, stateName: null },
                  },
              ),
          },
          ...{ customers, prices: () => ({ smsSegmentFen: 5, staffMinuteFen: 50 }), auditLog, clock },
        }),
      },
    }
  })
  cookies = {
    marketer: await world.as('marketer'),
    owner: await world.as('owner'),
    editor: await world.as('editor'),
    sales: await world.as('sales'),
    operator: await world.as('operator'),
  }
  const { customers } = customersOn({ connection: world.connection } as never, clock)
  const at = new Date('2026-12-02T10:00:00+08:00')
  const collection = (name: string) => world.connection.collection<{ _id: string }>(name)
  for (let n = 0; n < 50; n += 1) {
    const claims = [{ kind: 'external' as const, corp: 'corp', value: `wm${n}` }]
    const { _id } = await customers.getOrCreate(claims, { source: 'test', at })
    await collection('runs').insertOne(aRun(`wake-up:${n}`, at, { journeyId: 'wake-up', customerId: _id }))
    if (n >= 3) continue
    const payment = { event: 'e', heardAt: at, at, amountFen: 10_000, items: [] }
    await collection('orders').insertOne({ _id: `shop:${n}`, customerId: _id, rev: 1, payment } as never)
  }
})
afterAll(() => world.close())

const ask =
  (as: keyof typeof cookies) => (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    world.call(method, path, { cookie: cookies[as], body })
const marketer = (...given: Parameters<ReturnType<typeof ask>>) => ask('marketer')(...given)

it('a campaign is planned, counted, and told in percent with forecast, cost and its flows', async () => {
  const made = await marketer('POST', '/campaigns', { plan })
  expect(made.body).toEqual({ id: 'c1', rev: 1 })
  expect((await marketer('GET', '/campaigns/c1')).body).toMatchObject({
    goal: { percent: null, says: '目标 5%，正在统计' },
    ...{ figures: null, countedAt: null },
  })
  expect(await count()).toBe(1)
  const { body } = await marketer('GET', '/campaigns/c1')
  expect(body).toMatchObject({
    ...{ standing: 'running', countedAt: clock.now().toISOString() },
    goal: { percent: 120, says: '目标 5%，到现在 6%，达成 120%' },
    forecast: {
      kind: 'forecast',
      valueText: '6%',
      unknown: ['群发「双12」还没发，没有算进去', expect.any(String), expect.any(String)],
    },
    figures: { people: 50, buyers: 3, orders: 3, fen: 30_000, isOfAnotherPlan: false },
    cost: { totalFen: 0, percent: 0 },
    flows: [
      { id: 'wake-up', name: '沉睡唤醒', kind: 'journey', figures: { people: 50 } },
      { id: 'double-12', kind: 'broadcast', figures: { people: 0 } },
      { id: 'long-gone', name: 'long-gone', kind: 'gone' },
    ],
  })
  const buyers = (await marketer('GET', '/campaigns/c1/people?which=buyers&limit=2')).body
  expect(buyers.items).toMatchObject([{ order: { netFen: 10_000 } }, { order: { netFen: 10_000 } }])
  const rest = await marketer('GET', `/campaigns/c1/people?which=buyers&limit=2&after=${buyers.next}`)
  expect(rest.body).toMatchObject({ items: [{}], next: null })
  expect((await marketer('GET', '/campaigns/c1/people?which=buyers&after=nowhere')).status).toBe(422)
})

it('a flow that is renamed or retired is shown by what it is called now, or was last', async () => {
  known = [{ ...wakeUp, name: '老客唤醒', state: 'retired', stateName: '已停用' }, crowd]
  expect((await marketer('GET', '/campaigns/c1')).body.flows[0]).toMatchObject({
    name: '老客唤醒',
    stateName: '已停用',
  })
  // It belongs to it still, but nobody chooses it anew.
  expect((await marketer('GET', '/campaign-flows')).body.items).toMatchObject([{ id: 'double-12' }])
  expect((await marketer('GET', '/campaign-flows/wake-up')).body.items).toEqual([{ id: 'c1', name: '双12' }])
  known = [wakeUp, crowd]
})

it('of two who change it at once the second is told who was faster, and each change is noted', async () => {
  const body = { rev: 1, plan: { ...plan, name: '双12大促' } }
  expect((await ask('owner')('PUT', '/campaigns/c1', body)).body).toEqual({ id: 'c1', rev: 2 })
  const late = await marketer('PUT', '/campaigns/c1', body)
  expect([late.status, late.body.error.message]).toEqual([409, '某owner刚改过「双12大促」，看一眼新的再存'])
  expect((await marketer('GET', '/campaigns/c1')).body.figures.isOfAnotherPlan).toBe(true)
  expect((await marketer('DELETE', '/campaigns/c1?rev=1')).status).toBe(409)
  expect((await marketer('PUT', '/campaigns/none', body)).status).toBe(404)
  const [noted] = await world.auditLog.list({ on: 'campaign:c1', limit: 9 })
  expect(noted).toMatchObject({
    action: 'campaign.saved',
    by: 'a-owner',
    details: { rev: 2, changed: ['活动名称'] },
  })
})

it('what cannot be is told at its field', async () => {
  const wrong = { ...plan, to: '2026-11-01', goal: { kind: 'conversion', target: 500 } }
  const answer = await marketer('POST', '/campaigns', { plan: wrong })
  expect([answer.status, answer.body.error.places]).toMatchObject([
    400,
    { 'plan.goal.target': '转化率不超过 100%' },
  ])
})

it('salespeople read what it is, not what it came to or costs; editors change nothing; operators see none', async () => {
  const sales = (await ask('sales')('GET', '/campaigns/c1')).body
  expect(sales).toMatchObject({
    plan: { audience: '老会员' },
    goal: null,
    cost: null,
    figures: null,
    forecast: null,
  })
  expect(sales.plan).not.toHaveProperty('budgetFen')
  expect(sales.plan).not.toHaveProperty('goal')
  expect((await ask('sales')('GET', '/campaigns')).body.items).toMatchObject([{ goal: null, cost: null }])
  const statuses = await Promise.all([
    ask('sales')('GET', '/campaigns/c1/people?which=entered'),
    ask('editor')('GET', '/campaigns/c1/people?which=entered'),
    ask('editor')('POST', '/campaigns', { plan }),
    ask('operator')('GET', '/campaigns'),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([403, 200, 403, 403])
})

it('a file goes out, is looked at without storing anything, and is stored whole', async () => {
  const { name, base64 } = (await marketer('GET', '/campaign-files/csv')).body
  expect(name).toBe('活动规划表 2026-12-06.csv')
  const text = Buffer.from(base64, 'base64').toString()
  expect(text).toContain('"124%"'.replace('124', '120'))
  const read = async (file: string) => {
    const sent = await fetch(`${world.base}/api/v1/campaign-files`, {
      method: 'POST',
      headers: {
        ...{ origin: 'https://kelu.test', cookie: cookies.marketer },
        'content-type': 'application/vnd.ms-excel',
      },
      body: file,
    })
    return sent.json() as Promise<{ rows: { does: string }[]; faults: unknown[] }>
  }
  expect(await read(text)).toMatchObject({ rows: [{ id: 'c1', does: 'same' }], faults: [] })
  expect(await read(text.replace('"5%"', '"很多"'))).toMatchObject({
    ...{ rows: [], faults: [{ row: 2, column: '目标值', message: '「很多」不是数字' }] },
  })
  const { rows } = await read(text.replace('"5%"', '"8%"'))
  expect(rows).toMatchObject([{ does: 'change', changes: ['目标值'] }])
  expect((await marketer('GET', '/campaigns/c1')).body.plan.goal.target).toBe(5)
  expect((await marketer('POST', '/campaigns/import', { rows })).body).toEqual({ saved: 1 })
  expect((await marketer('GET', '/campaigns/c1')).body.plan.goal.target).toBe(8)
  const again = await marketer('POST', '/campaigns/import', {
    rows: [{ rev: 0, plan: { ...plan, name: '新' } }, ...rows],
  })
  expect(again.status).toBe(409)
  expect((await marketer('GET', '/campaigns')).body.items).toHaveLength(1)
})

it('is removed, and its figures with it', async () => {
  expect((await marketer('DELETE', '/campaigns/c1?rev=3')).status).toBe(200)
  expect((await marketer('GET', '/campaigns/c1')).status).toBe(404)
  expect(await world.stores.campaigns.figuresOf(['c1'])).toEqual(new Map())
})
