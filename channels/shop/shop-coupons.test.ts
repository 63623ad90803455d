import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createShopCoupons, type ShopSettings } from './shop-coupons.ts'

let platforms: Platforms
let open: { close(): void }[]
beforeEach(async () => {
  platforms = await startPlatforms()
  open = []
})
afterEach(async () => {
  for (const { close } of open) close()
  await platforms.close()
})

function theShop(more: Partial<ShopSettings> = {}) {
  const { urls, settings } = platforms.sandbox
  const { clock } = platforms
  const shop = createShopCoupons({ baseUrl: urls.shop, secret: settings.shopApiSecret, clock, ...more })
  open.push(shop)
  return shop
}
const request = { number: 'grant:1', batch: 'SPRING-50', buyer: { unionid: wang.unionid } }
const given = () => platforms.sandbox.deliveries({ kind: 'coupon' })
const strike = (
  kind: 'timeoutAfterActing' | 'timeoutBeforeActing' | 'serverError' | 'rateLimited' | 'connectionReset',
) => platforms.strike({ platform: 'shop', api: '/coupons/grant', kind })

describe('a coupon of the shop', () => {
  it('is given under our number, with its own end', async () => {
    const now = platforms.clock.now()
    expect(await theShop().grant(request)).toEqual({
      kind: 'granted',
      code: 'SHOP-000001',
      validFrom: now,
      validUntil: new Date(now.getTime() + 14 * 86_400_000),
    })
    expect(await given()).toMatchObject([{ receiver: wang.unionid, ref: 'grant:1' }])
  })

  it.each([
    'timeoutAfterActing',
    'timeoutBeforeActing',
    'serverError',
    'rateLimited',
    'connectionReset',
  ] as const)('is one coupon after %s: nobody knows, and the same number tells', async (kind) => {
    await strike(kind)
    expect(await theShop({ timeoutMs: 300 }).grant(request)).toMatchObject({
      kind: 'unanswered',
      afterMs: 60_000,
    })
    expect(await theShop().grant(request)).toMatchObject({ kind: 'granted', code: 'SHOP-000001' })
    expect(await given()).toHaveLength(1)
  })

  it('is not given to anybody who has had as many as one may, nor of a batch or to a buyer the shop does not know', async () => {
    const shop = theShop()
    for (const n of [1, 2]) await shop.grant({ ...request, number: `grant:${n}` })
    expect(await shop.grant({ ...request, number: 'grant:3' })).toEqual({ kind: 'limitReached' })
    expect(await shop.grant({ ...request, number: 'grant:4', batch: 'NONE' })).toEqual({
      kind: 'refused',
      code: 'batch_unknown',
    })
    expect(await shop.grant({ ...request, number: 'grant:5', buyer: { phone: '+8613800000009' } })).toEqual({
      kind: 'refused',
      code: 'buyer_unknown',
    })
  })

  it('is not given to who signs with another secret, or when the clock is wrong', async () => {
    const refused = { kind: 'refused', code: 'signature' }
    expect(await theShop({ secret: 'another-secret-0123' }).grant(request)).toEqual(refused)
    const slow = { now: () => new Date(platforms.clock.now().getTime() - 301_000) }
    expect(await theShop({ clock: slow }).grant(request)).toEqual(refused)
    expect(await given()).toEqual([])
  })
})
