import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPlatforms } from '../../channels/testing/platforms.ts'
import { createReportMessenger } from '../../channels/wecom/report-messenger.ts'
import { liftOf } from '../../domain/insights/overview/lift.ts'
import { createOverview } from '../../domain/insights/overview/overview.ts'
import { type FigureWorld, figureWorld } from '../../domain/insights/rollups/testing/world.ts'
import { defaultRules } from '../../domain/language/settings.ts'
import { silentLog } from '../../domain/log.ts'
import type { Order } from '../../models/orders.ts'
import { contract } from '../../server/admin-api/contract.ts'
import { createOverviewHandlers } from '../../server/admin-api/overview/handlers.ts'
import { createReportHandlers } from '../../server/admin-api/reports/handlers.ts'
import { type AdminWorld, adminWorld } from '../../server/admin-api/testing/world.ts'
import { wireReports } from '../../server/wiring/reports.ts'
import { aRun } from '../testing/a-run.ts'
import { aTouch } from '../testing/a-touch.ts'
import { movableClock } from '../testing/clock.ts'

const control = { touch: async () => undefined, shouldStop: () => false }
const at = (hour: string) => new Date(`2026-03-02T${hour}:00+08:00`)
const morning = new Date('2026-03-03T08:30:00+08:00')

/** Two 门店 with people in both, and what happened on Monday 2 March: what is counted by hand below. */
const people = { c1: 'XH01', c2: 'XH01', c3: 'BJ02' } as const
type Customer = keyof typeof people
const runs: [Customer, string][] = [
  ['c1', '09:10'],
  ['c2', '10:10'],
  ['c3', '23:59'],
]
const texts: [Customer, string, 'sent' | 'failed'][] = [
  ['c1', '10:00', 'sent'],
  ['c2', '10:20', 'failed'],
  ['c3', '11:00', 'sent'],
]
const orders: [Customer, string, number][] = [
  ['c1', '12:00', 26_800],
  ['c2', '15:00', 9_900],
  ['c3', '20:00', 50_000],
]

let world: AdminWorld
let figures: FigureWorld
let platforms: Awaited<ReturnType<typeof startPlatforms>>
let reporting: ReturnType<typeof wireReports>
const clock = movableClock(morning)

beforeEach(async () => {
  clock.set(new Date('2026-03-03T08:00:00+08:00'))
  platforms = await startPlatforms()
  await platforms.sandbox.addStaff({ userid: 'WangFang', name: '王芳', reachable: true })
  world = await adminWorld(({ stores, scopes, connection }) => {
    figures = figureWorld(connection, morning)
    const rollups = { read: figures.figures.read, people: figures.people }
    const definitionNames = async () => (_: string, id: string) => `「${id}」`
    reporting = wireReports({
      ...{ connection, stores, rollups: rollups as never, clock, log: silentLog },
      config: { publicUrl: 'https://kelu.test' },
      platforms: { reportMessenger: createReportMessenger({ api: platforms.wecom }) },
      published: { snapshot: () => ({ registry: { settings: [] }, versionOf: () => null }) } as never,
      live: { announce: () => undefined },
    })
    return {
      contract: { overview: contract.overview, reports: contract.reports },
      handlers: {
        overview: createOverviewHandlers({
          ...{ overview: createOverview(rollups as never), definitionNames, clock },
          ...{ stores: stores.retailStores, customers: stores.customers, scopes },
          ...{ figures: { between: async () => [] }, directory: { all: async () => [] } },
          ...{ lift: async () => ({ ...liftOf([]), byFlow: [] }), rounds: async () => ({}) as never },
          segments: () => [],
          rules: () => defaultRules,
        }),
        reports: createReportHandlers({ ...stores, ...reporting, scopes, definitionNames, clock }),
      },
    }
  })
  const { stores } = world
  await stores.retailStores.save({ _id: 'XH01', name: '西湖店', department: '一部' } as never)
  await stores.retailStores.save({ _id: 'BJ02', name: '滨江店', department: '二部' } as never)
  await stores.staff.save({
    _id: 'zhaoyi',
    name: '赵一',
    department: '一部',
    onDuty: true,
    inFallbackPool: false,
  })
  await world.aMember({ role: 'owner', userid: 'wangfang', name: '王芳' })
  await world.aMember({ role: 'lead', userid: 'li.lei', name: '李雷', stores: ['XH01'] })
  await figures.customers.insertMany(
    Object.entries(people).map(([_id, homeStore]) => ({
      _id,
      homeStore,
      isTest: false,
      mergedFrom: [],
      outbox: [],
      profile: {},
    })),
  )
})
afterEach(async () => {
  await world.close()
  await platforms.close()
})

async function mondayHappens(): Promise<void> {
  await figures.runs.insertMany(
    runs.map(([customerId, time], n) =>
      aRun(`r${n}`, at(time), { customerId, journeyId: 'm5', versionId: 'm5@1' }),
    ),
  )
  for (const [n, [customerId, time, became]] of texts.entries()) {
    const touch = aTouch(`t${n}`, at(time), {
      customerId,
      state: 'planned',
      sentAt: undefined,
      decisions: [],
    })
    await figures.touches.insert(touch)
    await figures.touches.advance(touch, {
      state: became,
      ...(became === 'sent' && { sentAt: at(time) }),
      decisions: [
        {
          at: at(time),
          gate: 'provider',
          verdict: became === 'sent' ? 'sent' : 'failed',
          reason: became,
          final: true,
        },
      ],
    })
  }
  for (const [n, [customerId, time, amountFen]] of orders.entries()) {
    const _id = `shop:o${n}` as const
    const payment = { event: `e${n}`, heardAt: at(time), at: at(time), amountFen, items: [] }
    await figures.orders.change(_id, () => ({ ...({ _id, customerId, rev: 0 } as Order), payment }))
  }
  await figures.settle()
}
async function reportsGo(): Promise<void> {
  clock.set(morning)
  await reporting.reports.advance(control)
}
/** What WeCom delivered to somebody: the lines, and where the links lead. */
async function readBy(receiver: string) {
  const [delivery] = await platforms.sandbox.deliveries({ kind: 'staffText', receiver })
  const text = String(delivery?.content.content)
  return {
    lines: text.split('\n').map((line) => line.replace(/<[^>]*>/g, '')),
    links: [...text.matchAll(/href="([^"]*)"/g)].map(([, url = '']) => new URL(url)),
  }
}
const of = <Row extends [Customer, ...unknown[]]>(rows: readonly Row[], store?: string): Row[] =>
  rows.filter(([customer]) => store === undefined || people[customer] === store)
const fenIn = (store?: string) => of(orders, store).reduce((sum, [, , fen]) => sum + fen, 0)

it.for([
  ['WangFang', 'owner', undefined],
  ['Li.Lei', 'lead', 'XH01'],
] as const)(
  'what %s reads in WeCom is what happened, and what the page behind its link shows',
  async ([receiver, role, store]) => {
    await mondayHappens()
    await reportsGo()
    const { lines, links } = await readBy(receiver)

    // Counted by hand.
    const sent = of(texts, store).filter(([, , became]) => became === 'sent').length
    expect(lines[0]).toBe(`【日报】3月2日 周一 ${store ? '西湖店' : '全部门店'}`)
    expect(lines[1]).toContain(`触发 ${of(runs, store).length} 人次（前一天 0）`)
    expect(lines[2]).toContain(`发出 ${sent} 条`)
    expect(lines[2]).toContain(`短信失败 1/${of(texts, store).length}`)
    const yuan = (fenIn(store) / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })
    expect(lines[3]).toContain(`订单 ${of(orders, store).length} 笔，营收 ¥${yuan}`)

    // The page, as the link opens it.
    const { search } = links.find(({ pathname }) => pathname === '/admin/overview') as URL
    const { body } = await world.call('GET', `/overview${search}`, {
      cookie: await world.cookieOf(`a-${role}`),
    })
    expect(body).toMatchObject({ from: '2026-03-02', to: '2026-03-02', openHours: 0 })
    const { contents } =
      (await world.stores.reports.findDelivery(`daily:2026-03-03:${receiver.toLowerCase()}`)) ?? {}
    const [section] = contents?.sections ?? []
    for (const [name, figure] of Object.entries(section?.figures ?? {}))
      expect(body.figures[name]).toEqual(figure)
    expect(Object.keys(section?.figures ?? {}).length).toBeGreaterThan(5)
  },
)

it('before anything happened says so, and the page shows noughts', async () => {
  await reportsGo()
  const { lines } = await readBy('WangFang')
  expect(lines.slice(1)).toEqual(['这一天没有人触发流程，没有发出消息，也没有订单', '待办都做完了', '看总览'])
})

it('who got a report is shown to owners, and to a 店长 their own alone', async () => {
  await world.aMember({ role: 'analyst', userid: 'gone', name: '陈经理' })
  await reportsGo()
  const owner = await world.cookieOf('a-owner')
  const { body: list } = await world.call('GET', '/reports', { cookie: owner })
  expect(list).toMatchObject({
    items: [{ id: 'daily:2026-03-03', from: '2026-03-02', state: 'through', told: { sent: 2, not: 1 } }],
    ...{ next: '2026-03-04T00:30:00.000Z', receivers: 3, withoutLead: ['滨江店'] },
  })
  const { body: all } = await world.call('GET', '/reports/daily:2026-03-03', { cookie: owner })
  expect(all.deliveries.map(({ name, role, says }: Record<string, string>) => [name, role, says])).toEqual([
    ['陈经理', '经理', '企业微信里联系不到：不在应用可见范围，或没有激活（81013）'],
    ['李雷', '店长', '发到了'],
    ['王芳', '负责人', '发到了'],
  ])
  const lead = await world.cookieOf('a-lead')
  const { body: own } = await world.call('GET', '/reports/daily:2026-03-03', { cookie: lead })
  expect(own).toMatchObject({ told: null, withoutLead: [], deliveries: [{ name: '李雷' }] })
  expect((await world.call('GET', '/reports/daily:2020-01-01', { cookie: owner })).status).toBe(404)
  const sales = await world.as('sales')
  expect((await world.call('GET', '/reports', { cookie: sales })).status).toBe(403)
})

it('an owner is sent theirs at once, and told why not where that cannot be', async () => {
  const now = async (cookie: string) =>
    (await world.call('POST', '/reports/now', { cookie, body: { kind: 'weekly' } })).body
  expect(await now(await world.cookieOf('a-owner'))).toMatchObject({ state: 'sent', says: '发到了' })
  const delivered = await platforms.sandbox.deliveries({ kind: 'staffText', receiver: 'WangFang' })
  expect(delivered.map(({ content }) => content.filename ?? String(content.content).split('\n')[0])).toEqual([
    '【周报】2月23日–3月1日 全部门店',
    '周报 2026-02-23 2026-03-01.xlsx',
  ])
  const marketer = await world.as('marketer')
  expect(await now(marketer)).toMatchObject({
    state: 'noAccount',
    says: '没有填企业微信账号，到「成员」里填上',
  })
})

it('who has not confirmed is listed, to a 店长 of their own people alone', async () => {
  const send = (sender: string) => ({
    ...{
      _id: `${sender}:m`,
      corp: 'c',
      sender,
      messageId: 'm',
      version: 'm@1',
      purpose: 'marketing',
      isTest: false,
    },
    ...{ priority: 5, state: 'awaiting' as const, day: '2026-03-03', opensAt: morning, closesAt: morning },
    ...{ expiresAt: morning, dueAt: morning, content: { attachments: [] }, links: {}, people: 9, calls: 1 },
    ...{ lookups: 0, rev: 0, journeyId: 'weekend' },
  })
  for (const sender of ['ZhaoYi', 'Elsewhere']) await world.stores.groupSends.insert(send(sender))
  const read = async (role: string, query = '') =>
    (
      await world.call('GET', `/group-sends/unconfirmed${query}`, {
        cookie: await world.cookieOf(`a-${role}`),
      })
    ).body.items.map(({ name, store, of }: Record<string, string>) => [name, store, of])
  const zhaoyi = ['赵一', '西湖店', '「weekend」']
  expect(await read('owner')).toEqual([['Elsewhere', null, '「weekend」'], zhaoyi])
  expect(await read('lead')).toEqual([zhaoyi])
  expect(await read('owner', '?store=BJ02')).toEqual([])
  await reportsGo()
  const { lines, links } = await readBy('Li.Lei')
  expect(lines).toContain('1 位导购还有 1 条群发没确认，看是谁')
  expect(links.map(({ pathname, search }) => pathname + search)).toContain('/admin/unconfirmed?store=XH01')
})
