import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../sandbox/contract.ts'
import { hour, minute, type PaymentWorld, paymentWorld } from '../../test/testing/payment-world.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld({ timeoutMs: 400 })
})
afterEach(() => world.close())

const no = 'KL20260302_01'
const fin = (memberId: string) => ({ memberId, name: memberId, address: '127.0.0.1' })
const strike = (api: string, kind: Fault['kind'], code?: string) =>
  world.sandbox.addFault({ platform: 'wechatpay', api, kind, code, times: 1 })
const back = async () =>
  (await world.sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded').map(({ fen }) => fen)
const stateOf = async (refundNo = `${no}-1`) => (await world.refund(no, refundNo)).state

async function approved(fen = 10_000, refundNo = `${no}-1`): Promise<void> {
  await world.asked(no, refundNo, fen)
  await world.requests.approve(no, refundNo, fin('liu'))
}

describe('a refund', () => {
  it('is asked for by nobody until a person agreed, and is done once it was', async () => {
    await world.paid(no)
    await world.asked(no, `${no}-1`, 10_000)
    await world.advance(minute)
    expect(await back()).toEqual([])
    expect(await world.requests.approve(no, `${no}-1`, fin('liu'))).toBe('begun')
    await world.advance(0)
    expect(await stateOf()).toBe('pending')
    await world.advance(5_000)
    expect(await stateOf()).toBe('done')
    expect(await back()).toEqual([10_000])
    expect((await world.orders.find(`kelu:${no}`))?.refunds).toMatchObject([{ id: `${no}-1`, fen: 10_000 }])
  })

  it('above the company’s amount takes two people, and never one twice', async () => {
    await world.paid(no)
    await world.asked(no, `${no}-1`, 20_001)
    expect(await world.requests.approve(no, `${no}-1`, fin('liu'))).toBe('waiting')
    await expect(world.requests.approve(no, `${no}-1`, fin('liu'))).rejects.toMatchObject({
      code: 'refund.own',
    })
    await world.advance(minute)
    expect(await back()).toEqual([])
    expect(await world.requests.approve(no, `${no}-1`, fin('zhou'))).toBe('begun')
    await world.advance(minute)
    expect(await back()).toEqual([20_001])
  })

  it('that was refused is over, and one that is decided is decided', async () => {
    await world.paid(no)
    await world.asked(no, `${no}-1`, 100)
    await world.requests.decline(no, `${no}-1`, fin('liu'), '已拆封')
    expect(await world.refund(no, `${no}-1`)).toMatchObject({ state: 'refused', answer: '已拆封' })
    await expect(world.requests.approve(no, `${no}-1`, fin('liu'))).rejects.toMatchObject({
      code: 'refund.decided',
    })
    await expect(world.requests.approve(no, `${no}-9`, fin('liu'))).rejects.toMatchObject({
      code: 'refund.not_found',
    })
  })

  it('in parts is never more than was paid, and the parts go one after the other', async () => {
    await world.paid(no)
    await approved(10_000, `${no}-1`)
    await approved(10_000, `${no}-2`)
    await world.asked(no, `${no}-3`, 9_901)
    await expect(world.requests.approve(no, `${no}-3`, fin('liu'))).rejects.toMatchObject({
      code: 'refund.too_much',
    })
    await world.advance(0)
    expect(await back()).toEqual([10_000])
    await world.advance(59_000)
    expect(await back()).toEqual([10_000])
    await world.advance(minute)
    expect(await back()).toEqual([10_000, 10_000])
    expect((await world.sandbox.refusals())['wechatpay:refund:FREQUENCY_LIMITED']).toBeUndefined()
  })

  it.each([
    ['timeoutAfterActing'],
    ['timeoutBeforeActing'],
    ['unsigned'],
    ['wrongSignature'],
    ['serverError'],
    ['connectionReset'],
    ['errcode', 'SYSTEM_ERROR'],
    ['errcode', 'FREQUENCY_LIMITED'],
    ['errcode', 'RESOURCE_NOT_EXISTS'],
  ] as const)(
    'of which nobody knows (%s %s) keeps its number and happens once',
    async (kind, code?: string) => {
      await world.paid(no)
      await approved()
      await strike('refund', kind, code)
      await world.advance(0)
      expect(await stateOf()).toBe('pending')
      // The notice of one that happened may come first: then there is nothing left to ask.
      await world.advance(minute)
      await world.advance(minute)
      expect(await stateOf()).toBe('done')
      expect(await back()).toEqual([10_000])
      expect((await world.sandbox.wechatpayOrders())[0]?.refunds).toMatchObject([{ outRefundNo: `${no}-1` }])
      expect(await world.flags()).toEqual([])
    },
  )

  it('for which there is too little money waits for the operator under its number', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ reserveFen: -29_000 })
    await approved()
    await world.advance(0)
    await world.advance(24 * hour)
    expect(await world.refund(no, `${no}-1`)).toMatchObject({ state: 'pending', trouble: 'NOT_ENOUGH' })
    expect(await world.flags()).toEqual([`refundStuck ${no}-1`])
    expect((await world.sandbox.calls())['wechatpay:refund']).toBe(1)
    await world.sandbox.setWechatpay({ reserveFen: 0 })
    await world.requests.retry(no, `${no}-1`, fin('liu'))
    await world.advance(minute)
    await world.advance(minute)
    expect(await back()).toEqual([10_000])
    expect(await stateOf()).toBe('done')
    expect(await world.flags()).toEqual([])
  })

  it('that cannot reach the payer waits for the operator and is not begun anew', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ refundFate: 'abnormal' })
    await approved()
    await world.advance(0)
    await world.advance(minute)
    expect(await world.refund(no, `${no}-1`)).toMatchObject({ state: 'pending', trouble: 'ABNORMAL' })
    await world.advance(24 * hour)
    expect((await world.own(no)).refunds).toHaveLength(1)
    expect(await world.flags()).toEqual([`refundStuck ${no}-1`])
  })

  it('that failed for good is begun anew under a new number', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ refundFate: 'closed' })
    await approved()
    await world.advance(0)
    await world.sandbox.setWechatpay({ refundFate: 'success' })
    await world.advance(7 * 24 * hour)
    await world.advance(minute)
    await world.advance(minute)
    expect((await world.own(no)).refunds?.map(({ refundNo, state }) => [refundNo, state])).toEqual([
      [`${no}-1`, 'failed'],
      [`${no}-2`, 'done'],
    ])
    const money = await world.sandbox.wechatpayMoney()
    expect(money.reduce((sum, { kind, fen }) => sum + (kind === 'refunded' ? -fen : fen), 0)).toBe(19_900)
  })

  it('no notice tells of is asked after', async () => {
    await world.paid(no)
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await approved()
    await world.advance(0)
    await world.advance(59_000)
    expect(await stateOf()).toBe('pending')
    await world.advance(1_000)
    expect(await stateOf()).toBe('done')
  })
})
