import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCoupons } from '../../../domain/coupons/coupons.ts'
import type { CouponBatchDefinition } from '../../../domain/language/coupon-batch.ts'
import { createReminders } from '../../../domain/reminders/create-reminders.ts'
import { createCouponStore } from '../../../models/coupons.ts'
import { createUnpaidOrderStore } from '../../../models/unpaid-orders.ts'
import { type ShopWorld, shopWorld } from './testing/shop-world.ts'

const dayMs = 86_400_000
const batch: CouponBatchDefinition = {
  id: 'wake-up-50',
  name: '唤醒券',
  kind: 'fixed',
  amountFen: 5_000,
  validity: { kind: 'after', ms: 14 * dayMs },
  codes: { kind: 'generated', prefix: 'WK' },
  quantity: 10,
}

let world: ShopWorld
let code: string
let holder: string
beforeEach(async () => {
  world = await shopWorld()
  const { customers, clock } = world
  const claim = { kind: 'unionid', value: 'u-wang' } as const
  holder = (await customers.getOrCreate([claim], { source: 'test', at: clock.now() }))._id
  const coupons = createCoupons({
    store: createCouponStore(world.connection),
    customers,
    registry: { couponBatch: () => batch },
    clock,
    key: 'a coupon key of many bytes',
  })
  code = (await coupons.grant({ batchId: batch.id, customerId: holder, cause: 'run:coupon:1' })).code
})
afterEach(() => world.close())

const redeemed = (more: object = {}) => ({
  id: 'till-1',
  type: 'coupon.redeemed',
  at: world.clock.now().toISOString(),
  code,
  orderId: 'o-1',
  storeId: 'sh-01',
  staffId: 'lilei',
  ...more,
})
const coupon = () => world.connection.collection('coupons').findOne({ code })

describe('a coupon redeemed in a store by its code', () => {
  it('is credited to store and salesperson, and its holder is told of, though the till does not know whose it is', async () => {
    expect((await world.tell(redeemed())).status).toBe(202)
    expect(await coupon()).toMatchObject({
      state: 'redeemed',
      order: 'shop:o-1',
      redeemedAt: world.clock.now(),
      storeId: 'sh-01',
      staffId: 'lilei',
    })
    const props = {
      code,
      batchId: batch.id,
      amountFen: 5_000,
      orderId: 'o-1',
      storeId: 'sh-01',
      staffId: 'lilei',
    }
    expect(await world.events('coupon.redeemed')).toMatchObject([{ customerId: holder, props }])
  })

  it('is redeemed once, however often and under whichever event it is told', async () => {
    await Promise.all([1, 2, 3].map(() => world.tell(redeemed())))
    world.clock.advance(60_000)
    expect((await world.tell(redeemed({ id: 'till-2', storeId: 'sh-02', amountFen: 1 }))).status).toBe(202)
    expect(await coupon()).toMatchObject({ rev: 1, storeId: 'sh-01' })
    expect(await world.events('coupon.redeemed')).toMatchObject([{ props: { storeId: 'sh-01' } }])
  })

  it('without an order is redeemed by its event', async () => {
    const alone = { orderId: undefined }
    expect((await world.tell(redeemed(alone))).status).toBe(202)
    expect((await world.tell(redeemed(alone))).status).toBe(202)
    expect((await world.tell(redeemed({ ...alone, id: 'till-2' }))).body.error.code).toBe('coupon.redeemed')
  })

  it('by a process that died before it stored what was told is told of when the till asks again', async () => {
    const { id, orderId, storeId, staffId } = redeemed()
    await world.redemptions.redeem({ id, at: world.clock.now(), code, orderId, storeId, staffId, claims: [] })
    expect((await world.tell(redeemed())).status).toBe(202)
    expect(await world.events('coupon.redeemed')).toMatchObject([{ customerId: holder, props: { storeId } }])
  })

  it('is reminded of no more', async () => {
    const reminders = createReminders({
      stores: {
        coupons: createCouponStore(world.connection),
        unpaidOrders: createUnpaidOrderStore(world.connection),
      },
      customers: world.customers,
      clock: world.clock,
      rules: () => ({ unpaidOrderMs: 1_800_000, couponExpiringMs: 3 * dayMs }),
    })
    world.clock.advance(11 * dayMs - 1_000)
    await world.tell(redeemed())
    world.clock.advance(1_000)
    await reminders.sweep()
    expect(await world.events('coupon.expiring')).toEqual([])
    expect(await reminders.nextDueAt()).toBeNull()
  })

  it('by two tills at once is redeemed by one of them, and the other is told so', async () => {
    const answers = await Promise.all(
      ['1', '2', '3'].map((n) => world.tell(redeemed({ id: `till-${n}`, orderId: `o-${n}` }))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409])
    expect(await world.events('coupon.redeemed')).toHaveLength(1)
  })
})

it.each([
  ['somebody else', () => ({ buyer: { unionid: 'u-li' } }), 403, 'coupon.not_yours'],
  [
    'a code of nobody’s, of whose buyer nothing is told',
    () => ({ code: 'WK-NONE' }),
    404,
    'coupon.not_found',
  ],
  [
    'after its end',
    () => ({ at: new Date(world.clock.now().getTime()).toISOString() }),
    409,
    'coupon.expired',
  ],
])('refuses %s at the till, and keeps nothing', async (what, more, status, error) => {
  await world.customers.getOrCreate([{ kind: 'unionid', value: 'u-li' }], {
    source: 'test',
    at: world.clock.now(),
  })
  if (what === 'after its end') world.clock.advance(15 * dayMs)
  const answer = await world.tell(redeemed(more()))
  expect(answer).toMatchObject({ status, body: { error: { code: error } } })
  expect(await coupon()).toMatchObject({ state: 'granted' })
  expect(await world.inboxRecords()).toEqual([])
})

it('is redeemed all the same when the phone that is told beside it is another’s: a phone proves nobody', async () => {
  const phone = { kind: 'phone', value: '+8613900000001', verified: false } as const
  await world.customers.getOrCreate([phone], { source: 'test', at: world.clock.now() })
  expect((await world.tell(redeemed({ buyer: { phone: '13900000001' } }))).status).toBe(202)
  expect(await world.events('coupon.redeemed')).toMatchObject([{ customerId: holder }])
})
