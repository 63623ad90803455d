import { afterEach, beforeEach, expect, it } from 'vitest'
import { anOrder, type ShopWorld, shopWorld } from './testing/shop-world.ts'

let world: ShopWorld
beforeEach(async () => {
  world = await shopWorld()
})
afterEach(() => world.close())

const toldOf = async (name: string) => (await world.events(name)).map(({ props }) => props)

it('an order is delivered, with what was in it and of which category', async () => {
  const items = [{ productId: 'p1', name: '奶粉', category: '母婴', quantity: 1, priceFen: 19900 }]
  expect((await world.tell(anOrder({ type: 'order.delivered', items, carrier: '顺丰' }))).status).toBe(202)
  expect(await toldOf('order.delivered')).toEqual([
    { orderId: 'o-1', amountFen: 19900, items, carrier: '顺丰' },
  ])
})

it('a category that shows as nothing is none', async () => {
  const items = [{ productId: 'p1', name: '奶粉', category: ' \u200b', quantity: 1, priceFen: 19900 }]
  await world.tell(anOrder({ items }))
  expect(await toldOf('order.paid')).toMatchObject([
    { items: [{ productId: 'p1', name: '奶粉', quantity: 1, priceFen: 19900 }] },
  ])
  expect(JSON.stringify(await toldOf('order.paid'))).not.toContain('category')
})

it('a refund that is asked for counts as none yet; one that was paid does, under its own number', async () => {
  const refund = { refundId: 'r-1', reason: '不合适' }
  await world.tell(anOrder())
  await world.tell(anOrder({ id: 'evt-2', type: 'order.refund_requested', amountFen: 9900, ...refund }))
  expect((await world.buyer())?.traits.spend365Fen).toBe(19900)
  await world.tell(anOrder({ id: 'evt-3', type: 'order.refunded', amountFen: 9900, ...refund }))
  expect((await world.buyer())?.traits.spend365Fen).toBe(10000)
  expect(await toldOf('order.refund_requested')).toMatchObject([
    { orderId: 'o-1', amountFen: 9900, ...refund },
  ])
  expect(await toldOf('order.refunded')).toMatchObject([refund])
})

it('an order says what was taken off, what the freight was, and where and by whom it was sold', async () => {
  const more = { discountFen: 3_000, freightFen: 800, storeId: 'sh-01', staffId: 'lilei' }
  expect((await world.tell(anOrder(more))).status).toBe(202)
  expect(await toldOf('order.paid')).toMatchObject([more])
  const [order] = (await world.buyer())?.orders ?? []
  expect(order).toMatchObject({ id: 'o-1', payment: { paidFen: 19900, discountFen: 3_000, product: '奶粉' } })
})

it('a refund that comes before its payment counts when that is heard of, and once though two tell of it', async () => {
  const refund = { type: 'order.refunded', amountFen: 900, refundId: 'r-1' }
  await world.tell(anOrder({ id: 'evt-2', ...refund }))
  await world.tell(anOrder({ id: 'pay-2', ...refund }))
  expect((await world.buyer())?.traits).toMatchObject({ ordersCount: 0, spend365Fen: 0 })
  await world.tell(anOrder())
  expect((await world.buyer())?.traits).toMatchObject({ ordersCount: 1, spend365Fen: 19000 })
})

it('an order is closed, with why, and is no purchase', async () => {
  expect((await world.tell(anOrder({ type: 'order.closed', reason: '超时未付' }))).status).toBe(202)
  expect(await toldOf('order.closed')).toMatchObject([{ orderId: 'o-1', reason: '超时未付' }])
  expect((await world.buyer())?.traits).not.toHaveProperty('ordersCount')
})

it('a refund that was asked for is withdrawn', async () => {
  await world.tell(anOrder({ type: 'order.refund_withdrawn', refundId: 'r-1' }))
  expect(await toldOf('order.refund_withdrawn')).toMatchObject([{ orderId: 'o-1', refundId: 'r-1' }])
})

it('a coupon is used, for an order or none', async () => {
  const used = {
    id: 'evt-1',
    type: 'coupon.redeemed',
    at: '2026-03-02T08:59:00+08:00',
    buyer: { unionid: 'u-wang' },
  }
  const coupon = { code: 'WK-7Q2M', batchId: 'wake-up-50', amountFen: 5000, orderId: 'o-1' }
  expect((await world.tell({ ...used, ...coupon })).status).toBe(202)
  expect((await world.tell({ ...used, id: 'evt-2', code: 'WK-8R3N' })).status).toBe(202)
  expect(await toldOf('coupon.redeemed')).toEqual([coupon, { code: 'WK-8R3N' }])
})

it('a complaint is opened and closed, about an order or none', async () => {
  const about = { at: '2026-03-02T08:59:00+08:00', buyer: { unionid: 'u-wang' }, complaintId: 'c-1' }
  const opened = { ...about, id: 'evt-1', type: 'complaint.opened', orderId: 'o-1', reason: '破损\r\n严重' }
  expect((await world.tell(opened)).status).toBe(202)
  expect(
    (await world.tell({ ...about, id: 'evt-2', type: 'complaint.closed', result: '已补发' })).status,
  ).toBe(202)
  expect(await toldOf('complaint.opened')).toEqual([
    { complaintId: 'c-1', orderId: 'o-1', reason: '破损 严重' },
  ])
  expect(await toldOf('complaint.closed')).toEqual([{ complaintId: 'c-1', result: '已补发' }])
  expect((await world.events('complaint.opened'))[0]?.customerId).toBe((await world.buyer())?._id)
})

it.each([
  ['a complaint without its number', { type: 'complaint.opened', complaintId: undefined }, 'complaintId'],
  [
    'a phone number for the reason of a complaint',
    { type: 'complaint.opened', complaintId: 'c-1', reason: '13800138000' },
    'reason',
  ],
  ['a delivery of no order', { type: 'order.delivered', orderId: undefined }, 'orderId'],
  ['a discount below nothing', { discountFen: -1 }, 'discountFen'],
  ['a store number of blanks', { storeId: ' ' }, 'storeId'],
  ['a refund number of blanks', { type: 'order.refund_requested', refundId: ' ' }, 'refundId'],
  ['a kind of event nobody knows', { type: 'order.stolen' }, 'type'],
])('refuses %s, naming the field, and keeps nothing', async (_what, more, field) => {
  const { status, body } = await world.tell(anOrder(more))
  expect(status).toBe(400)
  expect(body.error.data.faults).toMatchObject([{ field }])
  expect(await world.inboxRecords()).toEqual([])
})

it('says which kinds of event there are', async () => {
  const { body } = await world.tell(anOrder({ type: 'order.stolen' }))
  expect(body.error.data.faults[0].expected).toContain('order.refund_requested')
})
