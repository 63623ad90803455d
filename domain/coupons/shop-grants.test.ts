import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCouponStore } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import { createOrderStore } from '../../models/orders.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { aWorld, type World } from '../outreach/testing/world.ts'
import { createCoupons } from './coupons.ts'
import type { ShopCouponRequest, ShopGrantOutcome } from './ports.ts'
import { createCouponUses } from './use-coupons.ts'

const dayMs = 86_400_000
const batch: CouponBatchDefinition = {
  id: 'spring',
  name: '春季券',
  kind: 'fixed',
  amountFen: 5_000,
  validity: { kind: 'after', ms: 14 * dayMs },
  codes: { kind: 'shop', batch: 'SPRING-50' },
  quantity: Number.POSITIVE_INFINITY,
  perCustomer: 1,
}

let world: World
let asked: ShopCouponRequest[]
let outcome: ShopGrantOutcome
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => {
  asked = []
  const validFrom = world.clock.now()
  outcome = { kind: 'granted', code: 'SHOP-1', validFrom, validUntil: new Date(validFrom.getTime() + dayMs) }
})

const store = () => createCouponStore(world.connection)
const coupons = (more: { without?: 'shop' } = {}) =>
  createCoupons({
    store: store(),
    customers: world.customers,
    registry: { couponBatch: () => batch },
    ...(more.without !== 'shop' && {
      shop: {
        async grant(request) {
          asked.push(request)
          return outcome
        },
      },
    }),
    clock: world.clock,
    key: 'a coupon key of many bytes',
  })
let people = 0
const somebody = async () => {
  people += 1
  const claim = { kind: 'unionid', value: `oS${people}` } as const
  return world.customers.getOrCreate([claim], { source: 'test', at: world.clock.now() })
}

describe('a coupon of a batch that the shop gives', () => {
  it('is the shop’s, with its code and its end, and asked for once', async () => {
    const { _id: customerId } = await somebody()
    const request = { batchId: batch.id, customerId, cause: 'shop:1' }
    const coupon = await coupons().grant(request)
    expect(coupon).toMatchObject({
      code: 'SHOP-1',
      validUntil: new Date(world.clock.now().getTime() + dayMs),
    })
    expect(await coupons().grant(request)).toEqual(coupon)
    expect(asked).toEqual([
      { number: 'grant:shop:1', batch: 'SPRING-50', buyer: { unionid: `oS${people}`, openid: undefined } },
    ])
    expect(await store().stockNow(batch.id)).toMatchObject({ next: 0, pending: [] })
  })

  it('is asked for under the same number until the shop answers, and takes up one of what a person may have', async () => {
    const { _id: customerId } = await somebody()
    const ask = (cause: string) => coupons().grant({ batchId: batch.id, customerId, cause })
    const answer = outcome
    outcome = { kind: 'unanswered', code: 'timeout', afterMs: 60_000 }
    await expect(ask('shop:2')).rejects.toMatchObject({
      code: 'coupon.unanswered',
      data: { until: new Date(world.clock.now().getTime() + 60_000) },
    })
    await expect(ask('shop:another')).rejects.toMatchObject({ code: 'coupon.limit_reached' })
    outcome = answer
    await ask('shop:2')
    expect(asked.map(({ number }) => number)).toEqual(['grant:shop:2', 'grant:shop:2'])
  })

  it('that the shop does not give leaves the person what they may have', async () => {
    const { _id: customerId } = await somebody()
    const ask = (cause: string) => coupons().grant({ batchId: batch.id, customerId, cause })
    const answer = outcome
    outcome = { kind: 'exhausted' }
    await expect(ask('shop:3')).rejects.toMatchObject({ code: 'coupon.exhausted' })
    outcome = { kind: 'refused', code: 'batch_unknown' }
    await expect(ask('shop:4')).rejects.toMatchObject({
      code: 'coupon.refused',
      data: { code: 'batch_unknown' },
    })
    outcome = answer
    await ask('shop:5')
  })

  it('is never asked for a test account, nor where no shop is configured', async () => {
    const { _id: customerId } = await somebody()
    const request = { batchId: batch.id, customerId, cause: 'shop:test' }
    expect((await coupons().grant({ ...request, isTest: true })).code).toMatch(/^TEST-/)
    await expect(coupons({ without: 'shop' }).grant({ ...request, cause: 'shop:off' })).rejects.toMatchObject(
      {
        data: { code: 'shop.off' },
      },
    )
    expect(asked).toEqual([])
  })

  it('is used as the shop says: after its end, by whom it likes, once', async () => {
    const { _id: customerId } = await somebody()
    outcome = { ...(outcome as Extract<ShopGrantOutcome, { kind: 'granted' }>), code: 'SHOP-9' }
    await coupons().grant({ batchId: batch.id, customerId, cause: 'shop:9' })
    const uses = createCouponUses({
      store: store(),
      orders: createOrderStore(world.connection),
      clock: world.clock,
    })
    world.clock.advance(2 * dayMs)
    const at = world.clock.now()
    const redeem = (order: OrderKey) => uses.redeem({ code: 'SHOP-9', order, at, customerIds: ['c_else'] })
    await redeem('shop:b')
    await redeem('shop:b')
    await expect(redeem('shop:c')).rejects.toMatchObject({ code: 'coupon.redeemed' })
    expect(await store().findGrant('shop:9')).toMatchObject({ state: 'redeemed', order: 'shop:b', rev: 1 })
  })
})
