import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testSealing } from '../../test/testing/customers.ts'
import type { Buyer, OrderRequest } from './contract.ts'
import { type CheckoutWorld, checkoutWorld } from './testing/world.ts'

let world: CheckoutWorld
let shop: ReturnType<CheckoutWorld['aProcess']>
beforeAll(async () => {
  world = await checkoutWorld()
  shop = world.aProcess()
})
afterAll(() => world.drop())

let asked = 0
const aRequest = (skuId: string, more: Partial<OrderRequest> = {}): OrderRequest => ({
  clientKey: `k${++asked}`,
  lines: [{ skuId, quantity: 1 }],
  totalFen: 10_000,
  ...more,
})
const numberOf = ({ _id }: { _id: string }) => _id.slice('kelu:'.length)
const payment = (totalFen: number, transactionId = `wx${++asked}`) => ({
  transactionId,
  totalFen,
  payerTotalFen: totalFen,
  paidAt: world.clock.now(),
})
async function anOrder(buyer?: Buyer, more: Partial<OrderRequest> = {}) {
  const who = buyer ?? (await world.aBuyer())
  const skuId = await world.aSku()
  const order = await shop.create(who, aRequest(skuId, more))
  return { ...who, skuId, order, no: numberOf(order) }
}
const refusal = (code: string, data: object = {}) =>
  expect.objectContaining({ code, data: expect.objectContaining(data) })

describe('an order', () => {
  it('is priced by the server, keeps stock and coupon, and is told of', async () => {
    const buyer = await world.aBuyer()
    const [dear, cheap] = [
      await world.aSku(),
      await world.aSku({ priceFen: 2_500, name: '面膜', spec: undefined }),
    ]
    const couponCode = await world.aCoupon(buyer)
    const lines = [
      { skuId: dear, quantity: 1 },
      { skuId: cheap, quantity: 2 },
    ]
    const address = { name: '王小姐', phone: '13800138000', region: '浙江杭州', detail: '西湖路 1 号' }
    const order = await shop.create(buyer, aRequest(dear, { lines, couponCode, totalFen: 12_000, address }))
    expect(numberOf(order)).toMatch(/^[0-9A-Za-z_-]{6,32}$/)
    expect(order.own).toMatchObject({
      step: 'open',
      goodsFen: 15_000,
      discountFen: 3_000,
      freightFen: 0,
      totalFen: 12_000,
      lines: [
        {
          skuId: dear,
          name: '精华 50ml',
          quantity: 1,
          unitFen: 10_000,
          lineFen: 10_000,
          discountShareFen: 2_000,
        },
        { skuId: cheap, name: '面膜', quantity: 2, unitFen: 2_500, lineFen: 5_000, discountShareFen: 1_000 },
      ],
      payer: { openid: buyer.openid },
    })
    expect(JSON.stringify(order)).not.toContain('13800138000')
    expect(JSON.parse(testSealing.unseal(order.own.address ?? { kid: '', ct: '' }))).toEqual(address)
    expect(await world.stockOf(cheap)).toEqual({ onHand: 10, free: 8, held: 2, sold: 0 })
    expect(await world.couponAt(couponCode)).toEqual({ state: 'locked', order: order._id })
    expect(await world.told(numberOf(order))).toEqual(['order.created'])
    // What is kept of it is the price it was sold at.
    await world.stores.skus.say(dear, { productId: 'p', name: '精华', priceFen: 1, isOn: false })
    expect((await shop.orderOf(buyer.customer, numberOf(order))).own.totalFen).toBe(12_000)
  })

  it('asked for again under its key is the same order; with another content it is refused', async () => {
    const buyer = await world.aBuyer()
    const request = aRequest(await world.aSku())
    const [one, ...others] = await Promise.all(Array.from({ length: 5 }, () => shop.create(buyer, request)))
    expect(new Set([one, ...others].map((order) => order?._id))).toEqual(new Set([one?._id]))
    expect(await world.stockOf(request.lines[0]?.skuId ?? '')).toMatchObject({ free: 9, held: 1 })
    const other = { ...request, remark: '快一点' }
    await expect(shop.create(buyer, other)).rejects.toEqual(refusal('order.key_reused'))
    // A key is its customer's own.
    expect((await shop.create(await world.aBuyer(), request))._id).not.toBe(one?._id)
  })

  it('is refused by name, and nothing is kept', async () => {
    const buyer = await world.aBuyer()
    const { loginId } = buyer
    const good = await world.aSku()
    const off = await world.aSku({ isOn: false })
    const line = (skuId: string, quantity = 1) => ({
      lines: [
        { skuId: good, quantity: 1 },
        { skuId, quantity },
      ],
    })
    const [stranger, spent] = [await world.aCoupon(await world.aBuyer()), await world.aCoupon(buyer)]
    const cheap = await world.aSku({ priceFen: 100 })
    const refused: [Partial<OrderRequest>, string, object][] = [
      [line('none'), 'product.not_found', { skuId: 'none' }],
      [line(off), 'product.off', { skuId: off }],
      [line(await world.aSku({ onHand: 2 }), 3), 'product.short', { free: 2 }],
      [{ totalFen: 9_999 }, 'order.price_changed', { totalFen: 10_000 }],
      [{ couponCode: 'NONE' }, 'coupon.not_found', {}],
      [{ couponCode: stranger }, 'coupon.not_yours', {}],
      [
        { lines: [{ skuId: cheap, quantity: 1 }], couponCode: spent },
        'coupon.below_threshold',
        { goodsFen: 100 },
      ],
    ]
    for (const [more, code, data] of refused) {
      const request = aRequest(good, more)
      await expect(shop.create(buyer, request), code).rejects.toEqual(refusal(code, data))
      expect(await world.stores.orderIntents.find(`${loginId}:${request.clientKey}`)).toBeNull()
    }
    await shop.create(buyer, aRequest(good, { couponCode: spent, totalFen: 7_000 }))
    const again = aRequest(good, { couponCode: spent, totalFen: 7_000 })
    await expect(shop.create(buyer, again)).rejects.toEqual(refusal('coupon.locked'))
    world.clock.advance(15 * 86_400_000)
    await expect(shop.create(buyer, aRequest(good, { couponCode: stranger }))).rejects.toEqual(
      refusal('coupon.not_yours'),
    )
    expect(await world.stockOf(good)).toMatchObject({ held: 1 })
    expect(await shop.ordersOf(buyer.customer, { limit: 9 })).toHaveLength(1)
  })

  it('that cannot have all its lines has none, and says so as often as it is asked for', async () => {
    const [buyer, rival] = [await world.aBuyer(), await world.aBuyer()]
    const [plenty, last] = [await world.aSku(), await world.aSku({ onHand: 1 })]
    const couponCode = await world.aCoupon(buyer)
    const lines = [plenty, last].map((skuId) => ({ skuId, quantity: 1 }))
    const request = aRequest(plenty, { lines, couponCode, totalFen: 17_000 })
    const { hold } = world.stores.skus
    const slow = world.aProcess({}, (part, name) =>
      name === 'skus'
        ? {
            ...part,
            // Between the price and the hold somebody else was faster.
            hold: async (skuId: string, one: Parameters<typeof hold>[1]) => {
              if (skuId === last) await shop.create(rival, aRequest(last))
              return hold(skuId, one)
            },
          }
        : part,
    )
    await expect(slow.create(buyer, request)).rejects.toEqual(refusal('product.short', { skuId: last }))
    await expect(shop.create(buyer, request)).rejects.toEqual(refusal('product.short', { skuId: last }))
    expect(await world.stockOf(plenty)).toEqual({ onHand: 10, free: 10, held: 0, sold: 0 })
    expect(await world.couponAt(couponCode)).toEqual({ state: 'granted', order: undefined })
  })

  it('of a test account draws no stock', async () => {
    const { order, skuId, no } = await anOrder(await world.aBuyer({ isTest: true }))
    expect(order.own.isTest).toBe(true)
    await shop.settle.paid(no, payment(10_000))
    expect(await world.stockOf(skuId)).toEqual({ onHand: 10, free: 10, held: 0, sold: 0 })
  })

  it('that a coupon pays for whole is paid when it is placed', async () => {
    const buyer = await world.aBuyer()
    const skuId = await world.aSku({ priceFen: 0 })
    const order = await shop.create(buyer, aRequest(skuId, { totalFen: 0 }))
    expect((await shop.orderOf(buyer.customer, numberOf(order))).own.step).toBe('paid')
    expect(await world.stockOf(skuId)).toMatchObject({ onHand: 9, sold: 1 })
  })

  it('is its customer’s own, also after a merge', async () => {
    const { no, customer, loginId, openid } = await anOrder()
    await expect(shop.orderOf((await world.aBuyer()).customer, no)).rejects.toEqual(
      refusal('order.not_found'),
    )
    const unionid = { kind: 'unionid', value: `u${no}` } as const
    await world.customers.getOrCreate([unionid], { source: 'test', at: world.clock.now() })
    const merged = await world.customers.addClaims(customer._id, [unionid], 'test')
    expect(merged._id === customer._id || merged.mergedFrom.includes(customer._id)).toBe(true)
    expect((await shop.orderOf(merged, no)).own.payer.openid).toBe(openid)
    expect(await shop.ordersOf(merged, { limit: 9 })).toHaveLength(1)
    expect(loginId).toBe(customer._id)
  })
})

it('of 64 who race for ten pieces ten get one', async () => {
  const skuId = await world.aSku({ onHand: 10 })
  const buyers = await Promise.all(Array.from({ length: 64 }, () => world.aBuyer()))
  const tries = await Promise.allSettled(buyers.map((buyer) => shop.create(buyer, aRequest(skuId))))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  const codes = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  expect(new Set(codes)).toEqual(new Set(['product.short']))
  expect(await world.stockOf(skuId)).toEqual({ onHand: 10, free: 0, held: 10, sold: 0 })
})

describe('an order that was paid', () => {
  it('is booked once: sold, coupon redeemed, told', async () => {
    const buyer = await world.aBuyer()
    const couponCode = await world.aCoupon(buyer)
    const { no, skuId, order } = await anOrder(buyer, { couponCode, totalFen: 7_000 })
    const paid = payment(7_000)
    const told = await Promise.all([1, 2, 3].map(() => shop.settle.paid(no, paid)))
    expect(told.sort()).toEqual(['again', 'again', 'booked'])
    expect(await shop.settle.close(no, '超时未付款')).toBe('paid')
    expect(await world.stockOf(skuId)).toEqual({ onHand: 9, free: 9, held: 0, sold: 1 })
    expect(await world.couponAt(couponCode)).toEqual({ state: 'redeemed', order: order._id })
    expect(await world.told(no)).toEqual(['order.created', 'order.paid'])
    const { own, payment: heard } = await shop.orderOf(buyer.customer, no)
    expect(own).toMatchObject({ step: 'paid', transactionId: paid.transactionId, payerTotalFen: 7_000 })
    expect(own.dueAt).toBeUndefined()
    expect(heard).toMatchObject({ amountFen: 7_000, discountFen: 3_000 })
    expect((await world.again(buyer)).traits).toMatchObject({ ordersCount: 1, spend365Fen: 7_000 })
  })

  it('by another amount or twice over is a contradiction, and changes nothing', async () => {
    const { no, customer } = await anOrder()
    await expect(shop.settle.paid(no, payment(9_999))).rejects.toEqual(refusal('payment.contradicts'))
    expect((await shop.orderOf(customer, no)).own.step).toBe('open')
    await shop.settle.paid(no, payment(10_000))
    await expect(shop.settle.paid(no, payment(10_000))).rejects.toEqual(refusal('payment.contradicts'))
    expect(await shop.settle.paid('01NOBODY', payment(1))).toBe('unknown')
  })

  it('is refunded by number; in full its coupon comes back and it was no purchase', async () => {
    const buyer = await world.aBuyer()
    const couponCode = await world.aCoupon(buyer)
    const { no } = await anOrder(buyer, { couponCode, totalFen: 7_000 })
    await shop.settle.paid(no, payment(7_000))
    const refund = (k: number, fen: number) => ({ refundNo: `${no}-${k}`, fen, at: world.clock.now() })
    expect(await shop.settle.refunded(no, refund(1, 3_000))).toBe('booked')
    expect(await shop.settle.refunded(no, refund(1, 3_000))).toBe('again')
    expect((await world.again(buyer)).traits.spend365Fen).toBe(4_000)
    expect(await world.couponAt(couponCode)).toMatchObject({ state: 'redeemed' })
    await shop.settle.refunded(no, refund(2, 4_000))
    expect((await world.again(buyer)).traits.ordersCount).toBe(0)
    expect(await world.couponAt(couponCode)).toMatchObject({ state: 'returned' })
  })

  it('may be asked back: once at a time, never more than is left', async () => {
    const { no, customer } = await anOrder()
    const ask = (fen: number | undefined, reason = '不想要了') =>
      shop.askRefund(customer, no, { fen, reason })
    await expect(ask(undefined)).rejects.toEqual(refusal('order.not_paid'))
    await shop.settle.paid(no, payment(10_000))
    await expect(ask(10_001)).rejects.toEqual(refusal('refund.too_much', { leftFen: 10_000 }))
    const [one, same] = await Promise.all([ask(4_000), ask(4_000)])
    expect([one.refundNo, same.refundNo, one.fen]).toEqual([`${no}-1`, `${no}-1`, 4_000])
    await expect(ask(4_000, '别的原因')).rejects.toEqual(refusal('refund.open', { refundNo: `${no}-1` }))
    expect(await world.told(no)).toEqual(['order.created', 'order.paid', 'order.refund_requested'])
    await world.stores.orders.change(`kelu:${no}`, (known) => {
      const refunds = known?.own?.refunds?.map((refund) => ({ ...refund, state: 'done' as const }))
      return known?.own ? { ...known, own: { ...known.own, refunds } } : null
    })
    expect(await ask(undefined)).toMatchObject({ refundNo: `${no}-2`, fen: 6_000 })
  })

  it('is received once it was sent', async () => {
    const { no, customer } = await anOrder()
    await shop.settle.paid(no, payment(10_000))
    await expect(shop.received(customer, no)).rejects.toEqual(refusal('order.not_shipped'))
    await shop.shipped(no, { carrier: '顺丰', trackingNo: 'SF1' })
    await shop.received(customer, no)
    expect((await shop.received(customer, no)).receivedAt).toEqual(world.clock.now())
  })
})

describe('an order nobody pays', () => {
  it('is cancelled by its customer: stock and coupon are free, and it stays closed when money comes', async () => {
    const buyer = await world.aBuyer()
    const couponCode = await world.aCoupon(buyer)
    const { no, skuId } = await anOrder(buyer, { couponCode, totalFen: 7_000 })
    expect((await shop.cancel(buyer.customer, no)).own).toMatchObject({
      step: 'closed',
      closedBecause: '客户取消',
    })
    await shop.cancel(buyer.customer, no)
    expect(await shop.settle.close(no, '超时未付款')).toBe('again')
    const late = payment(7_000)
    expect(await shop.settle.paid(no, late)).toBe('tooLate')
    expect(await shop.settle.paid(no, late)).toBe('tooLate')
    expect(await world.stockOf(skuId)).toEqual({ onHand: 10, free: 10, held: 0, sold: 0 })
    expect(await world.couponAt(couponCode)).toEqual({ state: 'granted', order: undefined })
    expect((await shop.orderOf(buyer.customer, no)).own).toMatchObject({ step: 'closed', latePayment: late })
    expect(await world.told(no)).toEqual(['order.closed', 'order.created'])
    expect((await world.again(buyer)).traits.ordersCount ?? 0).toBe(0)
  })

  it('is closed by the sweep an hour later, unless somebody who takes money has to be asked first', async () => {
    const { no, customer, skuId } = await anOrder()
    world.clock.advance(60 * 60_000 - 1)
    await shop.sweep()
    expect((await shop.orderOf(customer, no)).own.step).toBe('open')
    world.clock.advance(1)
    expect(await shop.settle.dueForClosing()).toContain(no)
    const payments = {
      prepare: async () => Promise.reject(new Error('none')),
      endUnpaid: async () => undefined,
    }
    const withPayments = world.aProcess({ payments })
    await withPayments.sweep()
    await expect(withPayments.cancel(customer, no)).rejects.toEqual(refusal('order.undecided'))
    expect((await shop.orderOf(customer, no)).own.step).toBe('open')
    await expect(shop.pay(customer, no)).rejects.toEqual(refusal('order.expired'))
    await shop.sweep()
    expect((await shop.orderOf(customer, no)).own).toMatchObject({
      step: 'closed',
      closedBecause: '超时未付款',
    })
    expect(await world.stockOf(skuId)).toMatchObject({ free: 10 })
  })

  it('of two who end it one way each one wins, and stock follows that one', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => anOrder()))
    for (const { no, skuId } of orders) {
      const [paid, closed] = await Promise.all([
        shop.settle.paid(no, payment(10_000)),
        shop.settle.close(no, '超时未付款'),
      ])
      const isSold = paid === 'booked'
      expect([paid, closed]).toEqual(isSold ? ['booked', 'paid'] : ['tooLate', 'closed'])
      expect(await world.stockOf(skuId)).toMatchObject({
        held: 0,
        sold: isSold ? 1 : 0,
        free: isSold ? 9 : 10,
      })
    }
  })
})

it('without anybody who takes money an order cannot be paid, and says why', async () => {
  const { no, customer } = await anOrder()
  await expect(shop.pay(customer, no)).rejects.toEqual(refusal('payment.not_configured'))
})
