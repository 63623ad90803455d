import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCouponStore } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import { createOrderStore } from '../../models/orders.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { recordOrders } from '../orders/record-orders.ts'
import { aWorld, type World } from '../outreach/testing/world.ts'
import type { CouponUses, GrantedCoupon } from './contract.ts'
import { createCoupons } from './coupons.ts'
import { createCouponUses, followOrders } from './use-coupons.ts'

const dayMs = 86_400_000

let world: World
let uses: CouponUses
let customerId: string
let told = 0

beforeAll(async () => {
  world = await aWorld()
  const orders = createOrderStore(world.connection)
  uses = createCouponUses({ store: createCouponStore(world.connection), orders, clock: world.clock })
  recordOrders({ store: orders, customers: world.customers })
  followOrders(uses, world.customers)
  customerId = (await world.aCustomer())._id
})
afterAll(() => world.drop())

async function aCoupon(
  written: Partial<CouponBatchDefinition> = {},
  cause = `c${++told}`,
): Promise<GrantedCoupon> {
  const batch: CouponBatchDefinition = {
    id: 'b',
    name: '唤醒券',
    kind: 'fixed',
    amountFen: 5_000,
    validity: { kind: 'after', ms: 14 * dayMs },
    codes: { kind: 'generated', prefix: 'WK' },
    quantity: 1_000,
    ...written,
  }
  return createCoupons({
    store: createCouponStore(world.connection),
    customers: world.customers,
    registry: { couponBatch: () => batch },
    clock: world.clock,
    key: 'a coupon key of many bytes',
  }).grant({ batchId: batch.id, customerId, cause })
}

const stored = ({ code }: GrantedCoupon) => world.connection.collection('coupons').findOne({ code })
const anOrder = (): OrderKey => `shop:o${++told}`
const hear = (name: string, order: OrderKey, more: object = {}) =>
  world.customers.hear({
    _id: `shop:ev${++told}`,
    customerId,
    name,
    at: world.clock.now(),
    props: { orderId: order.slice('shop:'.length), amountFen: 9_900, items: [], ...more },
    source: 'shop',
  })
const redeem = (coupon: GrantedCoupon, order: OrderKey, more: object = {}) =>
  uses.redeem({ code: coupon.code, order, at: world.clock.now(), ...more })

describe('a coupon that an order has locked', () => {
  it('is nobody else’s until the order is over, however often and by however many it is asked for', async () => {
    const coupon = await aCoupon()
    const orders = Array.from({ length: 6 }, anOrder)
    const asked = await Promise.allSettled(
      [...orders, ...orders].map((order) => uses.lock({ code: coupon.code, order })),
    )
    const holder = (await stored(coupon))?.order
    expect(asked.map(({ status }) => status === 'fulfilled')).toEqual(
      [...orders, ...orders].map((order) => order === holder),
    )
    const other = orders.find((order) => order !== holder) as OrderKey
    await expect(redeem(coupon, other)).rejects.toMatchObject({ code: 'coupon.locked' })
    await uses.release(holder)
    await redeem(coupon, other)
    expect(await stored(coupon)).toMatchObject({ state: 'redeemed', order: other })
  })

  it('does not expire while it is locked, and is over at once when the order is closed after its end', async () => {
    const coupon = await aCoupon()
    const order = anOrder()
    await uses.lock({ code: coupon.code, order })
    world.clock.advance(15 * dayMs)
    await hear('order.closed', order)
    expect(await stored(coupon)).toMatchObject({ state: 'granted', validUntil: coupon.validUntil })
    await expect(uses.lock({ code: coupon.code, order: anOrder() })).rejects.toMatchObject({
      code: 'coupon.expired',
    })
  })

  it('is redeemed when the order is paid, though its end is past, with the store that sold', async () => {
    const coupon = await aCoupon()
    const order = anOrder()
    await uses.lock({ code: coupon.code, order })
    world.clock.advance(15 * dayMs)
    await hear('order.paid', order, { storeId: 'S1', staffId: 'G7' })
    expect(await stored(coupon)).toMatchObject({
      state: 'redeemed',
      order,
      redeemedAt: world.clock.now(),
      storeId: 'S1',
      staffId: 'G7',
    })
  })

  it('is not locked again by an order that is over, whichever is heard of first', async () => {
    const coupon = await aCoupon()
    const [closed, late] = [anOrder(), anOrder()]
    await uses.lock({ code: coupon.code, order: closed })
    await hear('order.closed', closed)
    await expect(uses.lock({ code: coupon.code, order: closed })).rejects.toMatchObject({
      code: 'coupon.order_over',
    })
    await hear('order.closed', late)
    await uses.lock({ code: coupon.code, order: late })
    expect(await stored(coupon)).toMatchObject({ state: 'granted' })
  })
})

describe('a coupon that was redeemed', () => {
  it('was redeemed once, however often that is told, and with no other order', async () => {
    const coupon = await aCoupon()
    const order = anOrder()
    await Promise.all([1, 2, 3].map(() => redeem(coupon, order, { storeId: 'S1', staffId: 'G7' })))
    const first = await stored(coupon)
    world.clock.advance(1_000)
    await redeem(coupon, order, { storeId: 'S2' })
    expect(await stored(coupon)).toEqual(first)
    expect(first).toMatchObject({ state: 'redeemed', rev: 1, storeId: 'S1', staffId: 'G7' })
    await expect(redeem(coupon, anOrder())).rejects.toMatchObject({ code: 'coupon.redeemed' })
    await expect(uses.lock({ code: coupon.code, order: anOrder() })).rejects.toMatchObject({
      code: 'coupon.redeemed',
    })
  })

  it.each([
    ['its own end, when that is later', 1, 13],
    ['three days, when its end is nearer', 12, 3],
  ])('comes back with the full refund of its order until %s', async (_, passed, left) => {
    const coupon = await aCoupon({ comesBack: true })
    const order = anOrder()
    await redeem(coupon, order)
    await hear('order.paid', order)
    world.clock.advance(passed * dayMs)
    await hear('order.refunded', order, { refundId: 'r1', amountFen: 5_000 })
    expect(await stored(coupon)).toMatchObject({ state: 'redeemed' })
    await hear('order.refunded', order, { refundId: 'r2', amountFen: 4_900 })
    const validUntil = new Date(world.clock.now().getTime() + left * dayMs)
    expect(await stored(coupon)).toMatchObject({ state: 'returned', validUntil, lookOutUntil: validUntil })
    expect(await stored(coupon)).not.toHaveProperty('order')
    // What is told again of the first order takes it from nobody.
    await redeem(coupon, order)
    const next = anOrder()
    await redeem(coupon, next)
    await hear('order.refunded', order, { refundId: 'r3', amountFen: 1 })
    expect(await stored(coupon)).toMatchObject({ state: 'redeemed', order: next, past: [{ order }] })
  })

  it('stays redeemed after a refund when its batch says nothing of coming back', async () => {
    const coupon = await aCoupon()
    const order = anOrder()
    await redeem(coupon, order)
    await hear('order.paid', order)
    await hear('order.refunded', order, { refundId: 'r1' })
    expect(await stored(coupon)).toMatchObject({ state: 'redeemed' })
  })

  it('comes back with an order that is closed unpaid, told of before or after', async () => {
    const [one, other] = [await aCoupon(), await aCoupon()]
    const [closed, late] = [anOrder(), anOrder()]
    await redeem(one, closed)
    await hear('order.closed', closed)
    await hear('order.closed', late)
    await redeem(other, late)
    for (const coupon of [one, other]) expect(await stored(coupon)).toMatchObject({ state: 'returned' })
  })
})

describe('is refused', () => {
  it('a code nobody has, and one of somebody else', async () => {
    const { code } = await aCoupon()
    const order = anOrder()
    await expect(uses.lock({ code: 'NONE-1', order })).rejects.toMatchObject({ code: 'coupon.not_found' })
    await expect(uses.lock({ code, order, customerIds: ['c_else'] })).rejects.toMatchObject({
      code: 'coupon.not_yours',
    })
    await uses.lock({ code, order, customerIds: ['c_else', customerId] })
  })

  it('a coupon before its time and after it, by the time it was used at', async () => {
    const from = new Date(world.clock.now().getTime() + dayMs)
    const until = new Date(from.getTime() + dayMs)
    const coupon = await aCoupon({
      validity: { kind: 'between', from: from.toISOString(), until: until.toISOString() },
    })
    await expect(redeem(coupon, anOrder())).rejects.toMatchObject({ code: 'coupon.not_yet_valid' })
    world.clock.advance(2 * dayMs)
    await expect(redeem(coupon, anOrder())).rejects.toMatchObject({ code: 'coupon.expired' })
    await redeem(coupon, anOrder(), { at: new Date(until.getTime() - 1) })
  })

  it('a code that several batches have, without the batch', async () => {
    const codes = { kind: 'listed', codes: ['SAME-1'] } as const
    const batches = ['x', 'y'].map((id) => aCoupon({ id, codes: { ...codes, codes: [...codes.codes] } }))
    const [one] = await Promise.all(batches)
    await expect(redeem(one as GrantedCoupon, anOrder())).rejects.toMatchObject({
      code: 'coupon.ambiguous',
      data: { batches: expect.arrayContaining(['x', 'y']) },
    })
    await redeem(one as GrantedCoupon, anOrder(), { batchId: 'x' })
  })
})
