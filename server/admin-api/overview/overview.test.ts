import { afterEach, beforeEach, expect, it } from 'vitest'
import { liftOf } from '../../../domain/insights/overview/lift.ts'
import { createOverview } from '../../../domain/insights/overview/overview.ts'
import type { PeopleQuestion } from '../../../domain/insights/rollups/people.ts'
import type { FigureQuestion } from '../../../domain/insights/rollups/read.ts'
import { defaultRules } from '../../../domain/language/settings.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createOverviewHandlers } from './handlers.ts'

let world: AdminWorld
let asked: (FigureQuestion | PeopleQuestion)[]
beforeEach(async () => {
  asked = []
  world = await adminWorld(({ stores, scopes }) => ({
    contract: { overview: contract.overview },
    handlers: {
      overview: createOverviewHandlers({
        overview: createOverview({
          leads: () => ({ mqlFlows: ['m5'], sqlResults: ['won'] }),
          async read(question) {
            asked.push(question)
            const by = { flow: 'm5', channel: null, reason: null }
            return { figures: [{ metric: 'runs.entered', by, count: 3, sum: 0 }], openHours: 1 }
          },
          async people(question) {
            asked.push(question)
            const at = new Date('2026-12-02T10:00:00+08:00')
            return { items: [{ id: 'r1', customerId: 'c1', at, amount: 1, dims: {} }], next: null }
          },
        }),
        stores: stores.retailStores,
        scopes,
        customers: { findMany: async () => [{ _id: 'c1', profile: { nickname: '郭晓彤' } }] as never },
        figures: {
          between: async () => [
            {
              ...{ _id: 'lilei:2026-12-02', staff: 'lilei', day: '2026-12-02', heardAt: new Date(0) },
              ...{
                applies: 0,
                contacts: 1,
                chats: 10,
                messages: 9,
                losses: 0,
                replyPercent: 90,
                replyMinutes: 6,
              },
            },
            {
              ...{ _id: 'zhaoyi:2026-12-02', staff: 'zhaoyi', day: '2026-12-02', heardAt: new Date(0) },
              ...{
                applies: 0,
                contacts: 1,
                chats: 30,
                messages: 9,
                losses: 0,
                replyPercent: 70,
                replyMinutes: 10,
              },
            },
          ],
        },
        segments: () => [
          { id: 'vip', name: '高价值会员', kind: 'live' },
          { id: 'once', name: '一次性名单', kind: 'static' },
        ],
        rules: () => ({
          ...defaultRules,
          targets: { smsFailures: 1, emailOpens: 20 },
          leads: { mqlFlows: ['m5'], sqlResults: ['won'] },
        }),
        lift: async () => ({ ...liftOf([]), byFlow: [] }),
        rounds: async () => ({
          ...{ contacts: null, traits: null, attribution: null, bills: null },
          figures: { endedAt: new Date('2026-12-03T04:31:00+08:00'), checked: 118, differing: 0 },
        }),
        directory: { all: async () => [{ _id: 'lilei', name: '李蕾' }] as never },
        definitionNames: async () => () => '沉睡会员唤醒',
        clock: movableClock('2026-12-03T14:05:00+08:00'),
      }),
    },
  }))
})
afterEach(() => world.close())

const look = async (role: 'owner' | 'lead' | 'sales', query = '') =>
  world.call('GET', `/overview${query}`, { cookie: await world.as(role) })

it('tells the figures of whole days beside as many before, flows by name, and how well was answered', async () => {
  const { body } = await look('owner', '?period=last7')
  expect(body).toMatchObject({
    ...{ from: '2026-11-26', to: '2026-12-02', openHours: 1 },
    flows: [{ flow: 'm5', name: '沉睡会员唤醒', entered: 3, goals: 0 }],
    // Weighed by chats: (10 · 90 + 30 · 70) / 40.
    replies: { percent: 75, minutes: 9, until: '2026-12-02' },
  })
  expect(body.figures.entered.now).toEqual({ count: 3, sum: 0 })
  // Whoever enters the flow of the settings is an MQL.
  expect(body).toMatchObject({ hasLeads: true, figures: { mql: { now: { count: 3 } } } })
  expect(body.results.work).toMatchObject({ steps: 3, leftMinutes: 0, percent: 100 })
  expect(body.targets).toEqual({
    smsFailures: { value: 1, better: 'below' },
    emailOpens: { value: 20, better: 'above' },
  })
  expect(asked.slice(0, 2).map(({ from }) => from)).toEqual([
    new Date('2026-11-26T00:00:00+08:00'),
    new Date('2026-11-19T00:00:00+08:00'),
  ])
})

it('lists who a figure counts', async () => {
  const cookie = await world.as('owner')
  const { body } = await world.call('GET', '/overview/people?period=last7&figure=entered&store=XH01', {
    cookie,
  })
  expect(body.items).toMatchObject([{ customerId: 'c1', nickname: '郭晓彤', amount: 1 }])
  expect(asked[0]).toMatchObject({ metric: 'runs.entered', where: { store: 'XH01' } })
})

it('tells how each salesperson answered by day, who answers least first', async () => {
  const { body } = await world.call('GET', '/overview/replies?period=last7', {
    cookie: await world.as('owner'),
  })
  expect(body.items).toMatchObject([
    { staff: 'zhaoyi', name: 'zhaoyi', percent: 70, chats: 30, days: [{ day: '2026-12-02', percent: 70 }] },
    { staff: 'lilei', name: '李蕾', percent: 90, minutes: 6 },
  ])
})

it('tells what ran in the night, and that nobody is held out', async () => {
  const cookie = await world.as('owner')
  expect((await world.call('GET', '/overview/overnight', { cookie })).body.items).toEqual([
    {
      ...{ name: 'figures', at: '2026-12-02T20:31:00.000Z', isGood: true },
      says: '数字复算：118 组小时数，都对得上',
    },
  ])
  expect((await world.call('GET', '/overview/lift', { cookie })).body).toMatchObject({
    ...{ state: 'none', percent: null },
  })
})

it('shows a lead nothing but their own 门店', async () => {
  const cookie = await world.as('lead', { stores: ['XH01', 'PD01'] })
  const { status, body } = await world.call('GET', '/overview', { cookie })
  expect(status).toBe(200)
  expect(asked[0]).toMatchObject({ where: { store: ['XH01', 'PD01'] } })
  expect(body.stores.map(({ code }: { code: string }) => code)).not.toContain('GZ01')
  expect((await world.call('GET', '/overview?store=GZ01', { cookie })).status).toBe(403)
  const people = await world.call('GET', '/overview/people?figure=entered&store=GZ01', { cookie })
  expect(people.status).toBe(403)
})

it('shows a lead of a department its 门店, too', async () => {
  for (const [code, department] of [
    ['XH01', '一部'],
    ['BJ02', '一部'],
    ['GZ01', '二部'],
  ] as const)
    await world.stores.retailStores.save({ _id: code, name: code, department } as never)
  const cookie = await world.as('lead', { departments: ['一部'] })
  expect((await world.call('GET', '/overview', { cookie })).status).toBe(200)
  expect(asked[0]).toMatchObject({ where: { store: ['BJ02', 'XH01'] } })
  expect((await world.call('GET', '/overview?store=GZ01', { cookie })).status).toBe(403)
})

it('is narrowed to a 大区: its 门店, of a lead those of their own in it', async () => {
  for (const [code, region] of [
    ['E1', '华东'],
    ['E2', '华东'],
    ['S1', '华南'],
  ] as const) {
    await world.stores.retailStores.save({ _id: code, name: code, department: code, region } as never)
  }
  const whereOf = async (cookie: string, region: string) => {
    asked = []
    await world.call('GET', `/overview?region=${encodeURIComponent(region)}`, { cookie })
    return (asked[0] as FigureQuestion).where
  }
  const owner = await world.as('owner')
  expect(await whereOf(owner, '华东')).toEqual({ store: ['E1', 'E2'] })
  // Of a 大区 without a 门店 there is nothing, not everything.
  expect(await whereOf(owner, '东北')).toEqual({ store: [] })
  const lead = await world.as('lead', { stores: ['E2', 'S1'] })
  expect(await whereOf(lead, '华东')).toEqual({ store: ['E2'] })
})

it('is narrowed to a 人群包, and tells of no figure that it does not know of it', async () => {
  const { body } = await look('owner', '?period=last7&store=XH01&segment=vip')
  // A static one keeps no members.
  expect(body.segments).toEqual([{ id: 'vip', name: '高价值会员' }])
  expect(asked.map(({ where }) => where)).toEqual(asked.map(() => ({ store: 'XH01', segment: 'vip' })))
  expect(body.figures.entered.now).toEqual({ count: 3, sum: 0 })
  expect([body.figures.orders, body.figures.tasksDone, body.sales, body.results.work]).toEqual([
    ...[null, null, null, null],
  ])
  // Who answers is counted by WeCom, which knows of no 人群包.
  expect((await look('owner', '?segment=vip')).body.replies).toBeNull()
  const cookie = await world.as('owner')
  const people = (figure: string) =>
    world.call('GET', `/overview/people?figure=${figure}&segment=vip`, { cookie })
  asked = []
  expect((await people('entered')).status).toBe(200)
  expect(asked[0]).toMatchObject({ metric: 'runs.entered', where: { segment: 'vip' } })
  expect(await people('orders')).toMatchObject({
    ...{ status: 422, body: { error: { code: 'figure.not_by_segment' } } },
  })
})

it('keeps a lead to their own 门店 in every 人群包', async () => {
  const cookie = await world.as('lead', { stores: ['XH01'] })
  await world.call('GET', '/overview?segment=vip', { cookie })
  expect(asked[0]).toMatchObject({ where: { store: ['XH01'], segment: 'vip' } })
})

it('shows nothing to a lead without a 门店, nor to salespeople', async () => {
  expect((await look('lead')).status).toBe(403)
  expect((await look('sales')).status).toBe(403)
})
