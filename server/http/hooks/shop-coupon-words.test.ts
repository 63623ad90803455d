import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCouponFigures } from '../../../models/coupon-figures.ts'
import { createCouponStore } from '../../../models/coupons.ts'
import { type ShopWorld, shopWorld } from './testing/shop-world.ts'

const dayMs = 86_400_000
let world: ShopWorld
beforeEach(async () => {
  world = await shopWorld()
  await aCoupon('SHOP-1', { byShop: true })
})
afterEach(() => world.close())

async function aCoupon(code: string, more: { byShop?: true } = {}): Promise<void> {
  const now = world.clock.now()
  const claim = { kind: 'unionid', value: 'u-wang' } as const
  const { _id: customerId } = await world.customers.getOrCreate([claim], { source: 'test', at: now })
  const validUntil = new Date(now.getTime() + 14 * dayMs)
  await createCouponStore(world.connection).insertGrant({
    ...{ _id: `grant:${code}`, batchId: 'spring', customerId, number: -1, code },
    ...{ validFrom: now, validUntil, grantedAt: now, amountFen: 5_000, state: 'granted', rev: 0 },
    ...{ lookOutUntil: validUntil, ...more },
  })
}
let told = 0
const say = (type: string, more: object = {}) =>
  world.tell({
    ...{ id: `w${++told}`, type: `coupon.${type}`, at: world.clock.now().toISOString() },
    ...{ code: 'SHOP-1', orderId: 'o-1', ...more },
  })
const tally = async () => createCouponFigures(world.connection).tally('spring', world.clock.now())
const coupon = (code = 'SHOP-1') => world.connection.collection('coupons').findOne({ code })

describe('a coupon the shop gave', () => {
  it('goes as the shop tells, and is counted so', async () => {
    const none = { granted: 0, locked: 0, redeemed: 0, returned: 0, expired: 0 }
    expect(await tally()).toEqual({ ...none, granted: 1 })
    expect((await say('locked')).status).toBe(202)
    expect(await tally()).toEqual({ ...none, locked: 1 })
    expect(await coupon()).not.toHaveProperty('lookOutUntil')
    expect((await say('released')).status).toBe(202)
    expect(await tally()).toEqual({ ...none, granted: 1 })
    await say('locked', { orderId: 'o-2' })
    await say('redeemed', { orderId: 'o-2', storeId: 'sh-01', staffId: 'lilei' })
    expect(await tally()).toEqual({ ...none, redeemed: 1 })
    expect((await say('returned', { orderId: 'o-2' })).status).toBe(202)
    expect(await tally()).toEqual({ ...none, returned: 1 })
    expect((await coupon())?.past).toMatchObject([
      { order: 'shop:o-1' },
      { order: 'shop:o-2', storeId: 'sh-01', staffId: 'lilei' },
    ])
    // What a customer did with it is that they used it.
    expect(await world.events('coupon.redeemed')).toHaveLength(1)
    expect(await world.events('coupon.locked')).toEqual([])
  })

  it('is as the shop says, also after its end, and with the end it says', async () => {
    world.clock.advance(20 * dayMs)
    expect((await say('locked')).status).toBe(202)
    await say('redeemed')
    const validUntil = new Date(world.clock.now().getTime() + 7 * dayMs)
    await say('returned', { validUntil: validUntil.toISOString() })
    expect(await coupon()).toMatchObject({ state: 'returned', validUntil, lookOutUntil: validUntil })
  })

  it('told twice under one event or another, and by two at once, changes once', async () => {
    await Promise.all([say('locked'), say('locked'), say('locked')])
    await world.tell({
      ...{
        id: 'w1',
        type: 'coupon.locked',
        at: world.clock.now().toISOString(),
        code: 'SHOP-1',
        orderId: 'o-1',
      },
    })
    expect(await coupon()).toMatchObject({ state: 'locked', rev: 1 })
  })

  it('that contradicts what was told is refused by name, and keeps nothing', async () => {
    await say('locked')
    const other = await say('locked', { orderId: 'o-2' })
    expect([other.status, other.body.error.code]).toEqual([409, 'coupon.locked'])
    await say('redeemed')
    const late = await say('released')
    expect([late.status, late.body.error.code]).toEqual([409, 'coupon.redeemed'])
    expect(await coupon()).toMatchObject({ state: 'redeemed', order: 'shop:o-1' })
    expect(await world.inboxRecords()).toHaveLength(2)
  })
})

describe('refused', () => {
  it.each([
    ['a coupon Kelu gives itself', { code: 'WK-1' }, 409, 'coupon.not_by_shop'],
    ['a code of nobody’s, of whose holder nothing is told', { code: 'NONE' }, 404, 'coupon.not_found'],
    ['no order', { orderId: undefined }, 400, 'request.malformed'],
    ['an order beyond 2^53', { orderId: 2 ** 53 }, 400, 'request.malformed'],
  ])('%s', async (_, more, status, code) => {
    await aCoupon('WK-1')
    const answer = await say('locked', more)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect(await coupon('WK-1')).toMatchObject({ state: 'granted', rev: 0 })
    expect(await world.inboxRecords()).toEqual([])
  })
})

it('a code that is the shop’s own is taken where its holder is told of, and changes nothing', async () => {
  expect((await say('locked', { code: 'NONE', buyer: { unionid: 'u-wang' } })).status).toBe(202)
  expect(await tally()).toMatchObject({ granted: 1 })
})
