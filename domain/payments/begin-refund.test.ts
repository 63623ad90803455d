import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OwnOrder, OwnOrderLine } from '../../models/own-order.ts'
import { minute, type PaymentWorld, paymentWorld } from '../../test/testing/payment-world.ts'
import { refundableOf, worthOf } from './refundable.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld()
})
afterEach(() => world.close())

const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
const by = (memberId: string) => ({ memberId, name: memberId, address: '127.0.0.1' })
const refusal = (code: string) => expect.objectContaining({ code })
/** Three pieces for 100 yuan, 5 of them a discount, and one for 204. */
const line = (skuId: string, quantity: number, lineFen: number, discountShareFen = 0): OwnOrderLine => ({
  ...{ skuId, productId: skuId, name: skuId, quantity, unitFen: lineFen / quantity, lineFen },
  discountShareFen,
})
const lines = [line('mask', 3, 10_000, 500), line('oil', 1, 20_400)]
const back = async () =>
  (await world.sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded').map(({ fen }) => fen)
const wish = (n: number, fen: number, more: object = {}) => ({
  ...{ refundNo: `${no}-${n}`, fen, reason: '少发一件' },
  ...more,
})

describe('a refund begun by staff', () => {
  beforeEach(() => world.paid(no, { lines }))

  it('goes at once, under the number that stands in the order before the platform is asked', async () => {
    expect(await world.beginRefund(no, wish(1, 5_000), by('liu'))).toBe('begun')
    expect(await world.refund(no, `${no}-1`)).toMatchObject({
      ...{ state: 'pending', begunBy: 'liu', approvals: [{ by: 'liu' }] },
    })
    expect(await back()).toEqual([])
    await world.advance(0)
    await world.advance(minute)
    expect(await back()).toEqual([5_000])
    expect(await world.refund(no, `${no}-1`)).toMatchObject({ state: 'done' })
    expect(world.deeds).toEqual(['liu refund.begun'])
  })

  it('is one refund, however often it is sent, and another one needs another number', async () => {
    const sent = await Promise.all([1, 2, 3].map(() => world.beginRefund(no, wish(1, 5_000), by('liu'))))
    expect(sent).toEqual(['begun', 'begun', 'begun'])
    await expect(world.beginRefund(no, wish(1, 6_000), by('liu'))).rejects.toThrow(refusal('refund.moved'))
    await expect(world.beginRefund(no, wish(7, 6_000), by('liu'))).rejects.toThrow(refusal('refund.moved'))
    await world.beginRefund(no, wish(2, 6_000), by('liu'))
    expect((await world.own(no)).refunds).toHaveLength(2)
    expect(world.deeds).toEqual(['liu refund.begun', 'liu refund.begun'])
  })

  it('above the company’s amount waits for another person', async () => {
    expect(await world.beginRefund(no, wish(1, 20_001), by('liu'))).toBe('waiting')
    await world.advance(minute)
    expect(await back()).toEqual([])
    await expect(world.requests.approve(no, `${no}-1`, by('liu'))).rejects.toThrow(refusal('refund.own'))
    expect(await world.requests.approve(no, `${no}-1`, by('zhou'))).toBe('begun')
    await world.advance(minute)
    expect(await back()).toEqual([20_001])
  })

  it('is never more than is left, also of two at once', async () => {
    await world.asked(no, `${no}-1`, 10_000)
    await expect(world.beginRefund(no, wish(2, 19_901), by('liu'))).rejects.toThrow(
      refusal('refund.too_much'),
    )
    const two = await Promise.allSettled([
      world.beginRefund(no, wish(2, 19_900), by('liu')),
      world.beginRefund(no, wish(2, 19_899), by('zhou')),
    ])
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await world.own(no)).refunds).toHaveLength(2)
  })

  it('of pieces is worth what was paid for them', async () => {
    const oneMask = [{ skuId: 'mask', quantity: 1 }]
    await expect(world.beginRefund(no, wish(1, 3_333, { lines: oneMask }), by('liu'))).rejects.toThrow(
      refusal('refund.lines'),
    )
    expect(await world.beginRefund(no, wish(1, 3_166, { lines: oneMask }), by('liu'))).toBe('begun')
    expect((await world.refund(no, `${no}-1`)).lines).toEqual(oneMask)
  })

  it('needs an order that is ours and paid', async () => {
    await expect(world.beginRefund('X', wish(1, 1), by('liu'))).rejects.toThrow(refusal('order.not_found'))
    await world.place('KL_open')
    const early = { ...wish(1, 1), refundNo: 'KL_open-1' }
    await expect(world.beginRefund('KL_open', early, by('liu'))).rejects.toThrow(refusal('order.not_paid'))
  })
})

describe('what of an order may go back', () => {
  const own = (refunds: OwnOrder['refunds'] = []) =>
    ({ step: 'paid', transactionId: '4200', totalFen: 29_900, lines, refunds }) as unknown as OwnOrder
  const gone = (quantity: number, state = 'done') =>
    ({ fen: 1, state, lines: [{ skuId: 'mask', quantity }] }) as never

  it('is shared out to the fen: all pieces together are the line, in whatever parts', () => {
    expect(refundableOf(own()).lines[0]?.worthFen).toEqual([3_166, 3_167, 3_167])
    expect(refundableOf(own([gone(1)])).lines[0]).toMatchObject({ returned: 1, worthFen: [3_167, 3_167] })
    expect(worthOf(own([gone(1)]), [{ skuId: 'mask', quantity: 2 }])).toBe(6_334)
  })

  it('is no piece twice, and what was refused or failed is there still', () => {
    expect(worthOf(own([gone(2)]), [{ skuId: 'mask', quantity: 2 }])).toBeNull()
    expect(worthOf(own([gone(2, 'refused')]), [{ skuId: 'mask', quantity: 3 }])).toBe(9_500)
    const twice = { skuId: 'oil', quantity: 1 }
    expect(worthOf(own(), [twice, twice])).toBeNull()
    expect(worthOf(own(), [{ skuId: 'soap', quantity: 1 }])).toBeNull()
    expect(worthOf(own(), [])).toBeNull()
  })
})
