import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../sandbox/contract.ts'
import { hour, minute, type PaymentWorld, paymentWorld } from '../../test/testing/payment-world.ts'

let world: PaymentWorld
beforeEach(async () => {
  world = await paymentWorld({ timeoutMs: 400 })
})
afterEach(() => world.close())

const no = 'KL20260302_01'
const second = 1_000
const strike = (api: string, kind: Fault['kind'], code?: string) =>
  world.sandbox.addFault({ platform: 'wechatpay', api, kind, code, times: 1 })
const calls = async (api: string) => (await world.sandbox.calls())[`wechatpay:${api}`] ?? 0
const pay = async (prepayId: string, couponFen = 0) => {
  const payment = await world.sandbox.pay({ person: 'wang', prepayId, couponFen })
  await world.settled()
  return payment
}
const undecided = { code: 'order.undecided' }

describe('a way to pay', () => {
  it('is the same for as long as it is fresh, and signed anew each time', async () => {
    await world.place(no)
    const [one, two] = [await world.payments.prepare(no), await world.payments.prepare(no)]
    expect(two.package).toBe(one.package)
    expect(two.nonceStr).not.toBe(one.nonceStr)
    expect(await calls('jsapi')).toBe(1)
  })

  it('is asked for anew before the last one is too old to be used', async () => {
    await world.place(no, { expiresAt: new Date(world.clock.now().getTime() + 5 * hour) })
    const one = await world.prepayId(no)
    await world.advance(111 * minute)
    expect(await world.prepayId(no)).not.toBe(one)
  })

  it('is refused for an order that is not there, over, paid, or closed', async () => {
    await expect(world.payments.prepare('nothing')).rejects.toMatchObject({ code: 'order.not_found' })
    await world.paid(no)
    await expect(world.payments.prepare(no)).rejects.toMatchObject({ code: 'order.paid' })
    await world.place('KL_2')
    await world.payments.endUnpaid('KL_2', 'cancelled')
    await expect(world.payments.prepare('KL_2')).rejects.toMatchObject({ code: 'order.closed' })
    await world.place('KL_3')
    world.clock.advance(31 * minute)
    await expect(world.payments.prepare('KL_3')).rejects.toMatchObject({ code: 'order.expired' })
  })

  it('says so when the platform does not answer, and is there the next time', async () => {
    await world.place(no)
    await strike('jsapi', 'wrongSignature')
    await expect(world.payments.prepare(no)).rejects.toMatchObject({
      code: 'platform.unavailable',
      data: { platform: 'wechatpay' },
    })
    expect(await world.payments.prepare(no)).toMatchObject({ signType: 'RSA' })
    expect(await world.sandbox.wechatpayOrders()).toHaveLength(1)
  })
})

describe('a payment', () => {
  it('is booked once, told by a notice twice at once and by every look', async () => {
    await world.sandbox.setWechatpay({ noticeTimes: 2 })
    await world.paid(no, {}, 900)
    expect(await world.own(no)).toMatchObject({ step: 'paid', payerTotalFen: 29_000 })
    await world.sandbox.redeliver(2)
    await world.advance(minute)
    expect(await world.flags()).toEqual([])
    const records = await world.db.connection.collection('inbox').find({}).toArray()
    expect(records.map(({ _id }) => String(_id))).toEqual([
      `wxpay:${(await world.own(no)).transactionId}:TRANSACTION.SUCCESS`,
    ])
  })

  it('no notice told of is found by a look seconds later', async () => {
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await world.place(no)
    await pay(await world.prepayId(no))
    expect((await world.own(no)).step).toBe('open')
    await world.advance(5 * second)
    expect((await world.own(no)).step).toBe('paid')
  })

  it('is looked for at 5 s, 30 s, 1, 3, 10 and 30 minutes, and no more often', async () => {
    await world.place(no, { expiresAt: new Date(world.clock.now().getTime() + 5 * hour) })
    await world.prepayId(no)
    const seen: number[] = []
    for (let at = 0; at < 40 * 60; at += 5) {
      const before = await calls('query')
      await world.advance(at === 0 ? 0 : 5 * second)
      if ((await calls('query')) > before) seen.push(at)
    }
    expect(seen).toEqual([5, 30, 60, 180, 600, 1_800])
  })

  it.each([
    ['otherAmount', 'otherAmount'],
    ['otherMerchant', 'otherMerchant'],
    ['otherApp', 'otherApp'],
    ['otherCurrency', 'otherCurrency'],
    ['otherNumber', 'missingHere'],
  ] as const)(
    'that a believed notice tells wrongly (%s) is kept by name and books nothing',
    async (as, kind) => {
      await world.sandbox.setWechatpay({ noticeTimes: 0 })
      await world.place(no)
      await pay(await world.prepayId(no))
      expect(await world.sandbox.forgePaidNotice({ outTradeNo: no, as })).toBe(204)
      await world.settled()
      expect((await world.own(no)).step).toBe('open')
      expect(await world.flags()).toEqual([expect.stringContaining(`${kind} 4200`)])
      expect(world.logged).toHaveLength(1)
    },
  )

  it.each([
    'foreignKey',
    'signTest',
    'unknownSerial',
    'stale',
    'unsigned',
    'flippedByte',
    'otherApiKey',
  ] as const)('that is forged (%s) is refused and nothing of it is kept', async (as) => {
    await world.sandbox.setWechatpay({ noticeTimes: 0 })
    await world.place(no)
    await pay(await world.prepayId(no))
    expect(await world.sandbox.forgePaidNotice({ outTradeNo: no, as })).toBe(403)
    await world.settled()
    expect((await world.own(no)).step).toBe('open')
    expect(await world.db.connection.collection('inbox').countDocuments({})).toBe(0)
    // An unknown key is for the operator to know; a probe is not.
    expect(world.logged).toHaveLength(as === 'unknownSerial' ? 1 : 0)
  })
})

describe('an order nobody paid', () => {
  it('is closed at its end, after the platform was asked before and after', async () => {
    await world.place(no)
    await world.prepayId(no)
    await world.advance(30 * minute)
    expect(await world.own(no)).toMatchObject({ step: 'closed', closedBecause: '超时未付款' })
    expect((await world.sandbox.wechatpayOrders())[0]?.state).toBe('CLOSED')
  })

  it('and was never payable is closed without asking anybody', async () => {
    await world.place(no)
    await world.payments.endUnpaid(no, 'cancelled')
    expect((await world.own(no)).step).toBe('closed')
    expect(await world.sandbox.calls()).toEqual({})
  })

  it('stays while somebody types the password, and is paid when they are done', async () => {
    await world.place(no)
    const prepayId = await world.prepayId(no)
    await world.sandbox.typePassword({ prepayId, typing: true })
    await expect(world.payments.endUnpaid(no, 'cancelled')).rejects.toMatchObject(undecided)
    expect(await world.own(no)).toMatchObject({ step: 'open', ending: 'cancelled' })
    await expect(world.payments.prepare(no)).rejects.toMatchObject({ code: 'order.expired' })
    await pay(prepayId)
    await world.advance(20 * second)
    expect((await world.own(no)).step).toBe('paid')
  })

  it('stays while somebody types the password, and is closed when they leave', async () => {
    await world.place(no)
    const prepayId = await world.prepayId(no)
    await world.sandbox.typePassword({ prepayId, typing: true })
    await world.advance(30 * minute)
    expect((await world.own(no)).step).toBe('open')
    await world.sandbox.typePassword({ prepayId, typing: false })
    await world.advance(20 * second)
    expect(await world.own(no)).toMatchObject({ step: 'closed', closedBecause: '超时未付款' })
  })

  it.each([
    ['query', 'unsigned'],
    ['query', 'wrongSignature'],
    ['query', 'errcode', 'ORDER_NOT_EXIST'],
    ['query', 'errcode', 'SYSTEM_ERROR'],
    ['query', 'errcode', 'ORDER_CLOSED'],
    ['query', 'serverError'],
    ['query', 'connectionReset'],
  ] as const)('is not given up on the word of %s: %s %s', async (api, kind, code?: string) => {
    await world.place(no)
    await world.prepayId(no)
    await strike(api, kind, code)
    await expect(world.payments.endUnpaid(no, 'cancelled')).rejects.toMatchObject(undecided)
    expect((await world.own(no)).step).toBe('open')
    await world.advance(20 * second)
    expect((await world.own(no)).step).toBe('closed')
  })

  it.each([
    ['close', 'errcode', 'ORDER_CLOSED'],
    ['close', 'errcode', 'ORDER_NOT_EXIST'],
    ['close', 'unsigned'],
    ['close', 'timeoutBeforeActing'],
  ] as const)('is closed only by what a query says after %s: %s %s', async (api, kind, code?: string) => {
    await world.place(no)
    await world.prepayId(no)
    await strike(api, kind, code)
    const acted = kind === 'unsigned'
    const ended = world.payments.endUnpaid(no, 'cancelled')
    if (acted) await ended
    else await expect(ended).rejects.toMatchObject(undecided)
    expect((await world.own(no)).step).toBe(acted ? 'closed' : 'open')
    await world.advance(20 * second)
    expect((await world.own(no)).step).toBe('closed')
  })

  it('and nobody can decide about is told to the operator in the end', async () => {
    await world.place(no)
    await world.prepayId(no)
    await world.sandbox.addFault({
      platform: 'wechatpay',
      api: 'query',
      kind: 'errcode',
      code: 'ORDER_NOT_EXIST',
    })
    await world.advance(30 * minute)
    for (let n = 0; n < 12; n += 1) await world.advance(11 * minute)
    expect((await world.own(no)).step).toBe('open')
    expect(await world.flags()).toEqual([`undecided ${no}`])
  })
})

describe('money that came too late', () => {
  it('goes back by itself, once, under a number of its own', async () => {
    await world.sandbox.setWechatpay({ noticeTimes: 2, noticeDelayMs: minute })
    await world.place(no)
    await pay(await world.prepayId(no))
    // Closed by hand somewhere else: here the order is over, and then the notice comes.
    await world.orders.change(`kelu:${no}`, (known) =>
      known?.own ? { ...known, own: { ...known.own, step: 'closed' } } : null,
    )
    await world.advance(minute)
    await world.sandbox.redeliver(2)
    await world.advance(minute)
    await world.advance(minute)
    expect(await world.own(no)).toMatchObject({
      step: 'closed',
      refunds: [{ refundNo: `${no}-0`, state: 'done' }],
    })
    expect((await world.orders.find(`kelu:${no}`))?.refunds).toMatchObject([{ id: `${no}-0`, fen: 29_900 }])
    expect((await world.sandbox.wechatpayMoney()).map(({ kind, fen }) => [kind, fen])).toEqual([
      ['paid', 29_900],
      ['refunded', 29_900],
    ])
  })
})
