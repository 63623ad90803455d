import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import type { Customer } from '../../../models/customer.ts'
import { createOrderLists } from '../../../models/order-lists.ts'
import type { Order } from '../../../models/orders.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createOrderHandlers } from './handlers.ts'

const hour = (n: number) => new Date(Date.UTC(2026, 2, 1, n))
const now = new Date('2026-03-10T02:00:00Z')
/** Of whom an order is, by id; `old` became `li`. */
const people = new Map(
  ['li', 'mei', 'hua'].map((id) => [
    id,
    {
      _id: id,
      mergedFrom: id === 'li' ? ['old'] : [],
      owner: id === 'li' ? 'LiLei' : 'hanmei',
      profile: {},
      tags: [],
      traits: {},
    } as unknown as Customer,
  ]),
)
const current = (id: string) => people.get(id === 'old' ? 'li' : id)

/** What was said to be with a carrier. */
const parcels: object[] = []

let world: AdminWorld
const cookies = new Map<string, string>()

beforeAll(async () => {
  world = await adminWorld(({ stores, scopes, connection, auditLog }) => ({
    contract: { orders: contract.orders },
    handlers: {
      orders: createOrderHandlers({
        ...stores,
        scopes,
        auditLog,
        lists: createOrderLists(connection),
        customers: {
          masked: () => ({ phone: '138****0417' }),
          reveal: () => ({ phone: '13800000417' }),
          findMany: async (ids: string[]) =>
            new Map(ids.flatMap((id) => (current(id) ? [[id, current(id) as Customer]] : []))),
        },
        directory: {
          find: async (scope, id) => {
            const found = current(id)
            if (!found || (scope.kind === 'staff' && !scope.userids.has(found.owner?.toLowerCase() ?? '')))
              throw new DomainError('customer.not_found')
            return found
          },
        },
        definitionNames: async () => () => '回归礼',
        checkout: {
          async shipped(no, parcel) {
            if (no !== 'K1') throw new DomainError('order.not_found', { no })
            parcels.push(parcel)
          },
        },
        shipping: {
          async correct(no, parcel) {
            if (no !== 'K1') throw new DomainError('shipping.corrected', { no })
            parcels.push(parcel)
          },
        },
        clock: { now: () => now },
      }),
    },
  }))
  const { stores } = world
  await stores.retailStores.save({ _id: 'XH01', name: '西湖店', department: '门店一部' })
  await stores.retailStores.save({ _id: 'BJ02', name: '滨江店', department: '门店二部' })
  await world.connection
    .collection<{ _id: string }>('staff')
    .insertMany([{ _id: 'lilei', name: '李雷', department: '客服部' }] as never[])
  const report = (n: number, amountFen: number, storeId?: string) => ({
    ...{ event: `e${n}`, heardAt: hour(n), at: hour(n), amountFen },
    ...(storeId && { storeId, staffId: 'LiLei' }),
    discountFen: 500,
    freightFen: 800,
    items: [{ name: '精华', quantity: 2, priceFen: 9_850 }, { quantity: 1 }],
  })
  const write = (_id: Order['_id'], customerId: string, more: Partial<Order>) =>
    stores.orders.change(_id, () => ({ _id, customerId, rev: 0, ...more }))
  await write('shop:A1', 'old', {
    placed: report(1, 20_000, 'XH01'),
    payment: report(2, 20_000, 'XH01'),
    receivedAt: hour(9),
    refunds: [
      { id: 'r2', fen: 1_000, heardAt: hour(8) },
      { id: 'r1', fen: 4_000, heardAt: hour(7) },
    ],
  })
  await write('shop:A2', 'mei', { placed: report(3, 9_900, 'BJ02') })
  await write('kelu:20260301A', 'mei', { payment: report(30, 700) })
  await write('shop:C9', 'hua', { placed: report(5, 100), closedAt: hour(6) })
  await stores.coupons.insertGrant({
    ...{ _id: 'grant:x', batchId: 'gift', customerId: 'li', number: 0, code: 'K7', amountFen: 500 },
    ...{ validFrom: hour(0), validUntil: hour(40), grantedAt: hour(0), state: 'redeemed', order: 'shop:A1' },
  })
  const fields = { lead: { departments: ['门店一部'] }, sales: { userid: 'lilei' } }
  for (const role of ['owner', 'finance', 'lead', 'sales'] as const) {
    cookies.set(role, await world.as(role, role === 'lead' || role === 'sales' ? fields[role] : {}))
  }
})
afterAll(() => world.close())

const get = (role: string, path: string) => world.call('GET', path, { cookie: cookies.get(role) })
const numbers = async (role: string, query = '') =>
  (await get(role, `/orders${query}`)).body.items.map(({ number }: { number: string }) => number)

describe('the list', () => {
  it('has the newest first, and goes on page by page', async () => {
    expect(await numbers('finance')).toEqual(['20260301A', 'C9', 'A2', 'A1'])
    const { body } = await get('finance', '/orders?limit=3')
    expect(await numbers('finance', `?limit=3&after=${body.next}`)).toEqual(['A1'])
    expect((await get('finance', '/orders?limit=4')).body.next).toBeNull()
    expect((await get('finance', '/orders?after=elsewhere')).status).toBe(422)
  })

  it('tells who, where and what stays, whatever became of the person since', async () => {
    const { body } = await get('owner', '/orders?state=received')
    expect(body.items).toEqual([
      {
        ...{ id: 'shop:A1', number: 'A1', system: 'shop', state: 'received', at: hour(1).toISOString() },
        customer: { id: 'li', name: expect.any(String), phone: '138****0417' },
        store: { id: 'XH01', name: '西湖店' },
        goods: { first: '精华', pieces: 3 },
        ...{ amountFen: 20_000, refundedFen: 5_000, netFen: 15_000 },
      },
    ])
  })

  it('is narrowed by local days, both included, by store and by how a number begins', async () => {
    // 30 o'clock in UTC is 14:00 of the next local day; 5 o'clock is 13:00.
    expect(await numbers('owner', '?from=2026-03-02')).toEqual(['20260301A'])
    expect(await numbers('owner', '?to=2026-03-01')).toEqual(['C9', 'A2', 'A1'])
    expect(await numbers('owner', '?store=BJ02&state=created')).toEqual(['A2'])
    expect(await numbers('owner', '?number=A')).toEqual(['A1', 'A2'])
    expect(await numbers('owner', '?number=2026')).toEqual(['20260301A'])
  })

  it('of a 店长 has the orders of the own 门店 only', async () => {
    expect(await numbers('lead')).toEqual(['A1'])
    expect(await numbers('lead', '?store=BJ02')).toEqual([])
    expect(await numbers('lead', '?number=A')).toEqual(['A1'])
    expect((await get('sales', '/orders')).status).toBe(403)
  })
})

describe('one order', () => {
  it('has its lines, money, times, coupon, and each refund in its order', async () => {
    const { body } = await get('finance', '/orders/shop:A1')
    expect(body).toMatchObject({
      seller: { id: 'LiLei', name: '李雷' },
      ...{ paidFen: 20_000, discountFen: 500, freightFen: 800, refundedFen: 5_000, netFen: 15_000 },
      lines: [
        { name: '精华', quantity: 2, priceFen: 9_850, productId: null, category: null },
        { name: null, quantity: 1, priceFen: null },
      ],
      times: { placedAt: hour(1).toISOString(), receivedAt: hour(9).toISOString(), closedAt: null },
      coupons: [{ batch: { id: 'gift', name: '回归礼' }, code: 'K7', amountFen: 500, state: 'redeemed' }],
      refunds: [
        { id: 'r1', fen: 4_000 },
        { id: 'r2', fen: 1_000 },
      ],
    })
  })

  it('is there for whoever sees its store or its customer, and for nobody else', async () => {
    const status = async (role: string, id: string) => (await get(role, `/orders/${id}`)).status
    expect([await status('lead', 'shop:A1'), await status('lead', 'shop:A2')]).toEqual([200, 404])
    expect([await status('sales', 'shop:A1'), await status('sales', 'shop:A2')]).toEqual([200, 404])
    expect(await status('owner', 'shop:nothing')).toBe(404)
  })
})

it('a customer has their orders from before a merge, the newest first, for whoever sees them', async () => {
  const { body } = await get('sales', '/customers/li/orders')
  expect(body).toMatchObject({ items: [{ id: 'shop:A1' }], isMore: false })
  expect(
    (await get('owner', '/customers/mei/orders')).body.items.map(({ id }: { id: string }) => id),
  ).toEqual(['kelu:20260301A', 'shop:A2'])
  expect((await get('sales', '/customers/mei/orders')).status).toBe(404)
  expect((await get('finance', '/customers/mei/orders')).status).toBe(403)
})

describe('an own order', () => {
  const ship = (role: string, id: string, body: object) =>
    world.call('POST', `/orders/${id}/ship`, { cookie: cookies.get(role), body })

  it('is said to be with a carrier by who may, and that is kept', async () => {
    expect((await ship('finance', 'kelu:K1', { carrier: '顺丰速运', trackingNo: 'SF1' })).status).toBe(200)
    expect((await ship('lead', 'kelu:K1', {})).status).toBe(403)
    expect(parcels).toEqual([{ carrier: '顺丰速运', trackingNo: 'SF1' }])
    const [kept] = await world.auditLog.list({ action: 'order.shipped', limit: 5 })
    expect(kept).toMatchObject({ on: 'order:kelu:K1', details: { trackingNo: 'SF1' } })
  })

  it('is corrected for the platform by who ships, and what it refuses is said', async () => {
    const correct = (role: string, id: string) =>
      world.call('POST', `/orders/${id}/shipping`, {
        cookie: cookies.get(role),
        body: { carrier: '圆通速递' },
      })
    expect((await correct('finance', 'kelu:K1')).status).toBe(200)
    expect((await correct('lead', 'kelu:K1')).status).toBe(403)
    expect((await correct('finance', 'kelu:K2')).body.error.code).toBe('shipping.corrected')
    expect((await correct('finance', 'shop:A1')).body.error.code).toBe('order.not_ours')
    expect(parcels.at(-1)).toEqual({ carrier: '圆通速递' })
    const kept = await world.auditLog.list({ action: 'order.shipping_corrected', limit: 5 })
    expect(kept).toMatchObject([{ on: 'order:kelu:K1' }])
  })

  it('is the only kind that ships from here', async () => {
    expect((await ship('finance', 'shop:A1', {})).body.error.code).toBe('order.not_ours')
    expect((await ship('finance', 'kelu:none', {})).body.error.code).toBe('order.not_found')
  })
})

describe('orders as a file', () => {
  const take = (role: string, body: object) =>
    world.call('POST', '/orders-table', {
      cookie: cookies.get(role) ?? '',
      body: { reason: '和商城对账', contact: 'masked', ...body },
    })
  const lines = ({ body }: { body: string }) => body.split('\r\n').slice(1, -1)

  it('holds what the list would show, one row per line, with money in yuan, and is noted', async () => {
    const all = await take('owner', {})
    expect(all.body).toMatch(/^"订单号","在哪里下的单","客旅客户号","手机号"/)
    expect(all.body).toContain('"A1","商城","li","138****0417"')
    // The word of the page.
    expect(lines(all).find((line) => line.startsWith('"A1"'))).toContain('"已收货"')
    expect(all.body).toContain('"200.00","5.00","8.00","50.00","XH01","LiLei","","精华","","2","98.50"')
    const narrowed = await take('owner', { store: 'XH01' })
    expect(new Set(lines(narrowed).map((line) => line.split(',')[0]))).toEqual(new Set(['"A1"']))
    const [deed] = await world.stores.auditLog.list({ limit: 1, action: 'orders.exported' })
    expect(deed).toMatchObject({ details: { reason: '和商城对账', contact: 'masked', store: 'XH01' } })
  })

  it('of one store, for who answers for it; phones in clear for who answers for all', async () => {
    const own = await take('lead', {})
    expect(new Set(lines(own).map((line) => line.split(',')[0]))).toEqual(new Set(['"A1"']))
    expect((await take('finance', { contact: 'clear' })).status).toBe(403)
    expect((await take('owner', { contact: 'clear' })).body).toContain('13800000417')
    expect((await take('sales', {})).status).toBe(403)
  })
})
