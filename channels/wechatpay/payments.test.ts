import { verify, X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PayableOrder } from '../../domain/payments/ports.ts'
import type { Fault } from '../../sandbox/contract.ts'
import { wang } from '../testing/platforms.ts'
import { startWechatpay, type WechatpayWorld } from '../testing/wechatpay.ts'

let world: WechatpayWorld
beforeEach(async () => {
  world = await startWechatpay()
})
afterEach(() => world.close())

const minute = 60_000
const order = (more: Partial<PayableOrder> = {}): PayableOrder => ({
  no: 'KL20260302_01',
  description: '山茶花精油',
  totalFen: 29_900,
  openid: wang.openid,
  expiresAt: new Date(world.clock.now().getTime() + 30 * minute),
  ...more,
})
const strike = (api: string, kind: Fault['kind'], code?: string) =>
  world.sandbox.addFault({ platform: 'wechatpay', api, kind, code, times: 1 })

async function prepaid(payable = order()) {
  const { payments } = world.channel()
  const outcome = await payments.prepare(payable)
  if (outcome.kind !== 'prepared') throw new Error(outcome.kind)
  return { payments, payable, prepayId: outcome.prepayId }
}
async function paid(couponFen = 0) {
  const { payments, payable, prepayId } = await prepaid()
  const payment = await world.sandbox.pay({ person: 'wang', prepayId, couponFen })
  if (payment.kind !== 'paid') throw new Error(payment.reason)
  const refund = (refundNo: string, fen: number) =>
    payments.refund({
      no: payable.no,
      transactionId: payment.transactionId,
      refundNo,
      fen,
      totalFen: 29_900,
      reason: '不合适',
    })
  return { payments, payable, refund, transactionId: payment.transactionId }
}

describe('an order', () => {
  it('is prepared with parameters that the merchant’s key signed', async () => {
    const { payments, prepayId } = await prepaid()
    const { paySign, ...given } = payments.parameters(prepayId)
    expect(given).toEqual({
      timeStamp: String(Math.floor(world.clock.now().getTime() / 1_000)),
      nonceStr: expect.stringMatching(/^\w{16,32}$/),
      package: `prepay_id=${prepayId}`,
      signType: 'RSA',
    })
    const message = [world.settings.appId, given.timeStamp, given.nonceStr, given.package, ''].join('\n')
    const { publicKey } = new X509Certificate(world.settings.certificate)
    expect(verify('RSA-SHA256', Buffer.from(message), publicKey, Buffer.from(paySign, 'base64'))).toBe(true)
  })

  it('asked for again in the same words is the same one, with or without an answer to the first', async () => {
    const { payments } = world.channel({ timeoutMs: 300 })
    const payable = order()
    await strike('jsapi', 'timeoutAfterActing')
    expect(await payments.prepare(payable)).toMatchObject({ kind: 'later' })
    expect(await payments.prepare(payable)).toMatchObject({ kind: 'prepared' })
    expect(await world.sandbox.wechatpayOrders()).toHaveLength(1)
    expect(await payments.prepare({ ...payable, totalFen: 1 })).toEqual({ kind: 'inUse' })
  })

  it('is unpaid, then paid, in part by a coupon of WeChat’s', async () => {
    const { payments, payable, prepayId } = await prepaid()
    expect(await payments.query(payable.no)).toEqual({ kind: 'unpaid' })
    await world.sandbox.pay({ person: 'wang', prepayId, couponFen: 900 })
    const { appId: appid, mchid } = world.settings
    expect(await payments.query(payable.no)).toEqual({
      kind: 'paid',
      transaction: {
        ...{ no: payable.no, appid, mchid, totalFen: 29_900, payerTotalFen: 29_000, currency: 'CNY' },
        transactionId: expect.stringMatching(/^4200\d{24}$/),
        paidAt: new Date(Math.floor(world.clock.now().getTime() / 1_000) * 1_000),
      },
    })
    expect(await payments.prepare(payable)).toEqual({ kind: 'paid' })
    expect(await payments.close(payable.no)).toEqual({ kind: 'paid' })
  })

  it('is closed once, and not while the password is typed', async () => {
    const { payments, payable, prepayId } = await prepaid()
    await world.sandbox.typePassword({ prepayId, typing: true })
    expect(await payments.close(payable.no)).toEqual({ kind: 'busy' })
    await world.sandbox.typePassword({ prepayId, typing: false })
    expect([await payments.close(payable.no), await payments.close(payable.no)]).toEqual([
      { kind: 'closed' },
      { kind: 'closed' },
    ])
    expect(await payments.query(payable.no)).toEqual({ kind: 'closed' })
    expect(await payments.prepare(payable)).toEqual({ kind: 'closed' })
  })

  it('nobody asked for is not there', async () => {
    const { payments } = world.channel()
    expect(await payments.query('KL_nothing')).toEqual({ kind: 'notOrdered' })
    expect(await payments.close('KL_nothing')).toEqual({ kind: 'notOrdered' })
  })
})

describe('an answer nobody may believe', () => {
  it.each(['unsigned', 'wrongSignature', 'connectionReset', 'serverError'] as const)(
    '(%s) settles nothing, and the next one tells',
    async (kind) => {
      const { payments, payable } = await prepaid()
      await strike('query', kind)
      expect(await payments.query(payable.no)).toMatchObject({ kind: 'later' })
      await strike('close', kind)
      expect(await payments.close(payable.no)).toMatchObject({ kind: 'later' })
      expect(await payments.query(payable.no)).toMatchObject({
        kind: expect.stringMatching(/^(closed|unpaid)$/),
      })
    },
  )

  it('is one signed by a key we were not given', async () => {
    const { publicKey } = world.settings
    const pem = new X509Certificate(world.settings.certificate).publicKey.export({
      type: 'spki',
      format: 'pem',
    })
    const other = world.channel({ publicKey: { id: publicKey?.id ?? '', pem: pem.toString() } })
    expect(await other.payments.prepare(order())).toEqual({
      kind: 'later',
      afterMs: 5_000,
      code: 'malformed.signature.signature',
    })
  })

  it('is one of five minutes ago', async () => {
    const slow = { now: () => new Date(world.clock.now().getTime() + 299_000) }
    const { payments } = world.channel({ clock: slow })
    expect(await payments.prepare(order())).toMatchObject({ kind: 'prepared' })
    const far = { now: () => new Date(world.clock.now().getTime() + 302_000) }
    expect(await world.channel({ clock: far }).payments.query('KL20260302_01')).toMatchObject({
      kind: 'refused',
    })
  })
})

describe('a fault of ours', () => {
  it.each([
    ['SIGN_ERROR', 'refused'],
    ['NO_AUTH', 'refused'],
    ['PARAM_ERROR', 'refused'],
    ['APPID_MCHID_NOT_MATCH', 'refused'],
    ['OPENID_MISMATCH', 'refused'],
    ['SYSTEM_ERROR', 'later'],
    ['SYSTEMERROR', 'later'],
    ['FREQUENCY_LIMITED', 'later'],
    ['RATELIMIT_EXCEEDED', 'later'],
  ] as const)('and what passes are told apart: %s is %s', async (code, kind) => {
    const { payments } = world.channel()
    for (const api of ['jsapi', 'query', 'refund', 'queryRefund', 'tradebill'])
      await strike(api, 'errcode', code)
    const asked = { transactionId: '4200', refundNo: 'R-1', fen: 1, totalFen: 1, reason: '' }
    expect([
      await payments.prepare(order()),
      await payments.query('KL20260302_01'),
      await payments.refund({ no: 'KL20260302_01', ...asked }),
      await payments.queryRefund('R-1'),
      await payments.tradeBill('2026-03-01'),
    ]).toMatchObject(Array.from({ length: 5 }, () => ({ kind, code })))
  })
})

describe('platform certificates', () => {
  it('serve a merchant without the public key, one after the other', async () => {
    const { payments } = world.channel({ publicKey: null })
    expect(await payments.prepare(order())).toMatchObject({ kind: 'prepared' })
    await world.sandbox.setWechatpay({ renewed: true })
    // Asked for twice a day; until then the new one is not known.
    expect(await payments.query('KL20260302_01')).toMatchObject({ kind: 'later' })
    await world.advance(12 * 60 * minute)
    expect(await payments.query('KL20260302_01')).toEqual({ kind: 'unpaid' })
    expect((await world.sandbox.calls())['wechatpay:certificates']).toBe(2)
  })

  it('that cannot be opened are none', async () => {
    const { payments } = world.channel({ publicKey: null, apiV3Key: 'x'.repeat(32) })
    expect(await payments.prepare(order())).toMatchObject({ kind: 'later' })
  })
})

describe('a refund', () => {
  it('is accepted, and found when it is done', async () => {
    const { payments, payable, refund } = await paid()
    const told = { no: payable.no, refundNo: 'KL-1', refundId: expect.stringMatching(/^5030/), fen: 10_000 }
    expect(await refund('KL-1', 10_000)).toEqual({
      kind: 'told',
      refund: { ...told, state: 'pending', acceptedAt: expect.any(Date) },
    })
    await world.advance(minute)
    expect(await payments.queryRefund('KL-1')).toMatchObject({
      kind: 'told',
      refund: { ...told, state: 'done' },
    })
    expect(await payments.query(payable.no)).toMatchObject({ kind: 'paid' })
    expect(await payments.queryRefund('KL-2')).toEqual({ kind: 'notFound' })
  })

  it('whose answer was lost is the same under its number', async () => {
    const { transactionId, payable } = await paid()
    const { payments } = world.channel({ timeoutMs: 300 })
    const request = {
      no: payable.no,
      transactionId,
      refundNo: 'KL-1',
      fen: 100,
      totalFen: 29_900,
      reason: '不合适',
    }
    await strike('refund', 'timeoutAfterActing')
    expect(await payments.refund(request)).toMatchObject({ kind: 'later' })
    expect(await payments.refund(request)).toMatchObject({ kind: 'told' })
    expect((await world.sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded')).toHaveLength(1)
  })

  it('waits for the money, for its minute and for a payment that is not seen yet', async () => {
    const { refund } = await paid()
    await world.sandbox.setWechatpay({ reserveFen: -29_000 })
    expect(await refund('KL-1', 10_000)).toEqual({ kind: 'notEnough' })
    await world.sandbox.setWechatpay({ reserveFen: 0 })
    await strike('refund', 'errcode', 'RESOURCE_NOT_EXISTS')
    expect(await refund('KL-1', 10_000)).toEqual({ kind: 'notFound' })
    expect(await refund('KL-1', 10_000)).toMatchObject({ kind: 'told' })
    expect(await refund('KL-2', 10_000)).toEqual({
      kind: 'later',
      afterMs: minute,
      code: 'FREQUENCY_LIMITED',
    })
    await world.advance(minute)
    expect(await refund('KL-2', 30_000)).toEqual({ kind: 'refused', code: 'INVALID_REQUEST' })
  })
})

describe('bills', () => {
  it('are read to the fen: what was paid, what went back, and how the account moved', async () => {
    const { refund, payments, payable, transactionId } = await paid(900)
    await refund('KL-1', 10_005)
    const at = new Date(Math.floor(world.clock.now().getTime() / 1_000) * 1_000)
    expect(await payments.tradeBill('2026-03-02')).toMatchObject({ kind: 'refused' })
    await world.advance(25 * 60 * minute)
    const about = { no: payable.no, transactionId, at }
    expect(await payments.tradeBill('2026-03-02')).toEqual({
      kind: 'bill',
      odd: [],
      lines: [
        { kind: 'paid', ...about, fen: 29_900 },
        { kind: 'refund', ...about, fen: 10_005, refundNo: 'KL-1', refundId: expect.any(String) },
      ],
    })
    expect(await payments.fundBill('2026-03-02')).toMatchObject({
      lines: [
        { number: transactionId, fen: 29_900, direction: 'in' },
        { fen: 10_005, direction: 'out' },
      ],
    })
    expect(await payments.tradeBill('2026-03-01')).toEqual({ kind: 'none' })
  })

  it('come later while they are made', async () => {
    const { payments } = await paid()
    await world.advance(15 * 60 * minute + 59 * minute)
    expect(await payments.tradeBill('2026-03-02')).toMatchObject({ kind: 'later' })
  })
})
