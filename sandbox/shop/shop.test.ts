import { createHmac } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { CouponStep, Sandbox } from '../contract.ts'
import { aPerson, later, monday, second } from '../testing/cast.ts'
import { withCast as it } from '../testing/with-cast.ts'

describe('the shop', () => {
  const paid = {
    id: 'ev1',
    type: 'order.paid',
    person: '小美',
    orderId: 'A1',
    amountFen: 19_900,
    productName: '山茶花精油',
    at: monday.toISOString(),
  }

  it('posts what happened to an order, signed over timestamp and body', async ({ sandbox, target }) => {
    await sandbox.shopEvent(paid)
    const { path, headers, body } = target.received[0]!
    expect(path).toBe('/hooks/shop')
    const timestamp = String(monday.getTime() / 1000)
    expect(headers['x-kelu-timestamp']).toBe(timestamp)
    const mac = createHmac('sha256', sandbox.settings.shopHookSecret).update(`${timestamp}.${body}`)
    expect(headers['x-kelu-signature']).toBe(`sha256=${mac.digest('hex')}`)
    const { unionid, openid, phone } = aPerson('小美')
    expect(JSON.parse(body)).toMatchObject({
      id: 'ev1',
      type: 'order.paid',
      orderId: 'A1',
      amountFen: 19_900,
      items: [{ name: '山茶花精油', quantity: 1, priceFen: 19_900 }],
      buyer: { unionid, openid, phone },
    })
  })

  it('tells carrier and number of what was shipped', async ({ sandbox, target }) => {
    await sandbox.shopEvent({ ...paid, type: 'order.shipped' })
    expect(JSON.parse(target.received[0]!.body)).toMatchObject({ carrier: '顺丰速运', trackingNo: 'SFA1' })
  })

  it('tells of a refund with its number and the category of what was bought, and sends traits along', async ({
    sandbox,
    target,
  }) => {
    await sandbox.shopEvent({
      ...paid,
      type: 'order.refund_requested',
      category: '护肤',
      refundId: 'R1',
      reason: '不合适',
      traits: { skin: '干性' },
    })
    expect(JSON.parse(target.received[0]!.body)).toMatchObject({
      type: 'order.refund_requested',
      items: [{ name: '山茶花精油', category: '护肤' }],
      refundId: 'R1',
      reason: '不合适',
      traits: { skin: '干性' },
    })
  })

  it('tells of a complaint, which has no lines', async ({ sandbox, target }) => {
    const about = { person: '小美', at: monday.toISOString(), complaintId: 'C1', reason: '破损' }
    await sandbox.shopEvent({ ...about, id: 'ev2', type: 'complaint.opened' })
    const { buyer, ...said } = JSON.parse(target.received[0]!.body)
    expect(said).toEqual({
      id: 'ev2',
      type: 'complaint.opened',
      at: about.at,
      complaintId: 'C1',
      reason: '破损',
    })
    expect(buyer).toHaveProperty('unionid')
  })

  it('tries again until it is taken, each time signed for that moment', async ({ sandbox, target }) => {
    target.answer = () => ({ status: target.received.length === 1 ? 500 : 202 })
    await sandbox.shopEvent(paid)
    await sandbox.setClock(later(10 * second))
    await sandbox.runDue()
    await sandbox.setClock(later(3_600 * second))
    await sandbox.runDue()
    expect(target.received.map(({ headers }) => headers['x-kelu-timestamp'])).toEqual([
      String(monday.getTime() / 1000),
      String(monday.getTime() / 1000 + 10),
    ])
    expect(await sandbox.callbacks()).toMatchObject([
      { kind: 'shop.order.paid', tries: 2, acknowledged: true },
    ])
  })
})

describe('a coupon the shop gave', () => {
  const use = { person: '小美', orderId: 'A1' }
  /** Given to 小美 for a year by whoever knows the shop's secret. */
  async function aCoupon(sandbox: Sandbox): Promise<string> {
    const body = JSON.stringify({
      ...{ number: 'n1', batch: 'SPRING-50', buyer: { unionid: aPerson('小美').unionid } },
    })
    const timestamp = String(monday.getTime() / 1000)
    const mac = createHmac('sha256', sandbox.settings.shopApiSecret)
    const headers = {
      'content-type': 'application/json',
      'x-kelu-timestamp': timestamp,
      'x-kelu-signature': `sha256=${mac.update(`${timestamp}./coupons/grant.${body}`).digest('hex')}`,
    }
    const answer = await fetch(`${sandbox.urls.shop}/coupons/grant`, { method: 'POST', headers, body })
    return ((await answer.json()) as { code: string }).code
  }

  it('is locked, let go, used and given back by orders, and the shop tells each', async ({
    sandbox,
    target,
  }) => {
    const code = await aCoupon(sandbox)
    const steps = ['lock', 'release', 'redeem', 'return'] as const
    for (const step of steps)
      await sandbox.useShopCoupon({ ...use, code, id: `c-${step}`, step, storeId: 'sh-01' })
    const told = target.received.map(({ body }) => JSON.parse(body))
    expect(told.map(({ type }) => type)).toEqual([
      'coupon.locked',
      'coupon.released',
      'coupon.redeemed',
      'coupon.returned',
    ])
    expect(told[2]).toMatchObject({ id: 'c-redeem', code, orderId: 'A1', storeId: 'sh-01' })
    expect(told[3]).toHaveProperty('validUntil')
    expect(told[2]).not.toHaveProperty('items')
  })

  it('takes no step its books forbid, and tells none', async ({ sandbox, target }) => {
    const code = await aCoupon(sandbox)
    const take = (step: CouponStep, more: object = {}) =>
      sandbox.useShopCoupon({ ...use, code, id: `c-${step}`, step, ...more })
    await expect(take('release')).rejects.toThrow('is not locked by A1')
    await expect(take('return')).rejects.toThrow('is not redeemed by A1')
    await expect(take('lock', { code: 'SHOP-NONE' })).rejects.toThrow('gave no coupon')
    await take('lock')
    await expect(take('lock', { orderId: 'A2' })).rejects.toThrow('is locked')
    await expect(take('redeem', { orderId: 'A2' })).rejects.toThrow('is locked')
    await take('redeem')
    await expect(take('redeem')).rejects.toThrow('is redeemed')
    expect(target.received).toHaveLength(2)
  })
})
