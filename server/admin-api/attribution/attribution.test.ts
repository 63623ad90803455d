import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAttributionReport } from '../../../domain/attribution/report.ts'
import { wayOf } from '../../../domain/attribution/way-of.ts'
import { defaultRules } from '../../../domain/language/settings.ts'
import { createScopes } from '../../../domain/members/scope.ts'
import type { Attribution, PathStep } from '../../../models/attributions.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createAttributionHandlers } from './handlers.ts'

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld(({ auditLog, stores }) => ({
    contract: { attribution: contract.attribution },
    handlers: {
      attribution: createAttributionHandlers({
        ...{ auditLog, clock: movableClock('2026-12-10T09:00:00+08:00'), rules: () => defaultRules },
        report: createAttributionReport({ store: stores.attributions, spend: stores.attributionSpend }),
        attributions: stores.attributions,
        retailStores: { all: async () => [{ _id: 's1', name: '国贸店', department: '一部' }] as never },
        definitionNames: async () => (_, id) => `消息 ${id}`,
        customers: { findMany: async () => new Map(), masked: () => ({}) },
        scopes: createScopes({ staff: async () => [], stores: async () => [] }),
      }),
    },
  }))
  await world.stores.attributions.replace(
    [],
    [
      order('o1', '2026-12-01', 300, [step('t1', 'hello', 300, 0, 150), step('t2', 'sale', 0, 300, 150)], {
        ...{ storeId: 's1', group: 'potential', couponFen: 100 },
      }),
      order('o2', '2026-12-02', 50, [step('t3', 'sale', 50, 50, 50)]),
      order('o3', '2026-12-02', 7, []),
      order('o4', '2026-12-04', 1_000, [step('t4', 'sale', 1_000, 1_000, 1_000)]),
    ],
  )
  const row = { channel: 'sms', segments: 0, sends: 0, followUps: 0 } as const
  await world.stores.attributionSpend.keep({
    ...{ _id: '2026-12-01', at: new Date() },
    rows: [
      { ...row, content: 'hello', count: 10, segments: 20 },
      { ...row, content: 'idle', count: 2, segments: 2 },
      { ...row, channel: 'followUp', content: 'followUp', count: 1, followUps: 1 },
    ],
  })
})
afterEach(() => world.close())

const at = (day: string) => new Date(`${day}T12:00:00+08:00`)
const step = (
  contact: string,
  content: string,
  firstFen: number,
  lastFen: number,
  linearFen: number,
): PathStep => ({
  ...{ contact, channel: 'sms', content, firstAt: at('2026-11-30'), lastAt: at('2026-11-30') },
  ...{ firstFen, lastFen, linearFen },
})
const order = (
  id: string,
  day: string,
  netFen: number,
  path: PathStep[],
  more: Partial<Attribution> = {},
): Attribution => ({
  ...{ _id: `shop:${id}`, customerId: 'c1', paidAt: at(day), netFen, weekday: Number(day.slice(-2)) + 1 },
  ...{ group: 'new', couponFen: 0, path, way: wayOf(path) },
  ...more,
})
const period = 'from=2026-12-01&to=2026-12-03'
const look = async (cookie: string, query = period) => world.call('GET', `/attribution?${query}`, { cookie })
const behind = async (cookie: string, query: string) => {
  const { body } = await world.call('GET', `/attribution/orders?${period}&${query}`, { cookie })
  return body.items?.map(({ number }: { number: string }) => number) ?? body
}

it('tells what each content is given by each model, all of it the same money, and what it cost', async () => {
  const { body } = await look(await world.as('marketer'))
  expect(body).toMatchObject({
    ...{ from: '2026-12-01', to: '2026-12-03', windowDays: 30, costsUntil: '2026-12-01' },
    ...{ touched: { orders: 2, fen: 350 }, untouched: { orders: 1, fen: 7 }, severalContacts: 1 },
    disagreement: {
      row: { channel: 'sms', content: 'hello', name: '消息 hello' },
      ...{ more: { model: 'first', fen: 300 }, less: { model: 'last', fen: 0 }, differFen: 300 },
    },
    stores: [
      { code: 's1', name: '国贸店', orders: 1, fen: 300 },
      { code: null, name: '没报门店', orders: 1, fen: 50 },
    ],
    groups: [
      { group: 'new', orders: 1, fen: 50 },
      { group: 'potential', orders: 1, fen: 300 },
    ],
    ways: 2,
  })
  const contents = new Map(body.contents.map((row: { content: string }) => [row.content, row]))
  // 20 segments of 5 fen, and of a coupon of 100 what the model gives it.
  expect(contents.get('hello')).toMatchObject({
    ...{ name: '消息 hello', count: 10, onTheWay: 1 },
    byModel: {
      first: { orders: 1, fen: 300, costFen: 200 },
      last: { orders: 0, fen: 0, costFen: 100 },
      linear: { orders: 0, fen: 150, costFen: 150 },
    },
  })
  expect(contents.get('sale')).toMatchObject({ byModel: { last: { orders: 2, fen: 350, costFen: 100 } } })
  // What brought no order was paid for all the same: 2 segments; 10 minutes of 50 fen.
  expect(contents.get('idle')).toMatchObject({ byModel: { linear: { orders: 0, fen: 0, costFen: 10 } } })
  expect(contents.get('followUp')).toMatchObject({ name: '导购跟进', byModel: { linear: { costFen: 500 } } })
  expect(body.rule.join('')).toContain('付款前 30 天内')
})

it('narrowed to a store or a group it tells of those alone, and no costs it cannot know', async () => {
  const owner = await world.as('owner')
  const ofStore = (await look(owner, `${period}&store=s1`)).body
  expect(ofStore).toMatchObject({ touched: { orders: 1, fen: 300 }, untouched: { orders: 0, fen: 0 } })
  expect(ofStore.contents[0]).toMatchObject({ count: null, byModel: { first: { costFen: null } } })
  expect((await look(owner, `${period}&store=-`)).body.touched).toEqual({ orders: 1, fen: 50 })
  expect((await look(owner, `${period}&group=potential`)).body.touched).toEqual({ orders: 1, fen: 300 })
})

it('tells the orders behind each figure', async () => {
  const owner = await world.as('owner')
  expect(await behind(owner, 'channel=sms&content=sale&model=first')).toEqual(['o2'])
  expect(await behind(owner, 'channel=sms&content=sale&model=linear')).toEqual(['o1', 'o2'])
  expect(await behind(owner, 'touched=no')).toEqual(['o3'])
  expect(await behind(owner, 'store=s1')).toEqual(['o1'])
  expect(await behind(owner, 'group=new')).toEqual(['o2'])
  expect(await behind(owner, 'weekday=3')).toEqual(['o2'])
  expect(await behind(owner, `way=${encodeURIComponent('sms hello\nsms sale')}`)).toEqual(['o1'])
  const { body } = await world.call('GET', `/attribution/orders?${period}&limit=1`, { cookie: owner })
  expect(body.items).toMatchObject([
    {
      ...{ id: 'shop:o1', netFen: 300, store: '国贸店', group: 'potential' },
      path: [
        { name: '消息 hello', firstFen: 300 },
        { name: '消息 sale', lastFen: 300 },
      ],
    },
  ])
  expect(await behind(owner, `limit=1&after=${body.next}`)).toEqual(['o2'])
})

it('an editor sees the figures, and nobody’s name', async () => {
  const cookie = await world.as('editor')
  const { body } = await world.call('GET', `/attribution/orders?${period}`, { cookie })
  expect(body.items.map(({ customer }: { customer: unknown }) => customer)).toEqual([null, null])
  expect((await look(cookie)).status).toBe(200)
})

it('is taken along, which is noted; of an empty period there is nothing, in numbers', async () => {
  const cookie = await world.as('analyst')
  const body = { from: '2026-12-01', to: '2026-12-03' }
  expect((await world.call('POST', '/attribution/export', { cookie, body })).status).toBe(200)
  const noted = await world.connection
    .collection('auditLog')
    .find({ action: 'attribution.exported' })
    .toArray()
  expect(noted).toMatchObject([{ details: { ...body, rows: 4, fen: 350 } }])
  expect((await look(cookie, 'from=2026-01-01&to=2026-01-02')).body).toMatchObject({
    ...{ touched: { orders: 0, fen: 0 }, contents: [], paths: [], disagreement: null, costsUntil: null },
  })
})

it('refuses a period that is none or too long, and half a content', async () => {
  const cookie = await world.as('owner')
  for (const query of ['from=2026-12-03&to=2026-12-01', 'from=2026-09-01&to=2026-12-03', 'from=x&to=y'])
    expect([query, (await look(cookie, query)).status]).toEqual([query, 400])
  const half = await world.call('GET', `/attribution/orders?${period}&channel=sms`, { cookie })
  expect(half.status).toBe(400)
  expect((await world.call('GET', '/attribution/orders', { cookie })).status).toBe(400)
})
