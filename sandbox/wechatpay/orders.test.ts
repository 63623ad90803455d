import { X509Certificate } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { later, minute, monday, second } from '../testing/cast.ts'
import { aMerchant, anOrder, type CallChange, opened, orderPath } from '../testing/wechatpay-client.ts'
import { withCast as it } from '../testing/with-cast.ts'

const number = 'KL20260302_01'
const queryPath = (sandbox: Sandbox) =>
  `/v3/pay/transactions/out-trade-no/${number}?mchid=${sandbox.settings.wxpayMchid}`
const closePath = `/v3/pay/transactions/out-trade-no/${number}/close`

describe('a call', () => {
  it('is answered by a signature of the key it asks for, also when there is nothing to say', async ({
    sandbox,
  }) => {
    const { call, keys } = await aMerchant(sandbox)
    expect(await call('POST', orderPath, anOrder(sandbox))).toMatchObject({
      status: 200,
      signed: true,
      serial: keys.publicKey.id,
      body: { prepay_id: expect.stringMatching(/^wx\w{10,62}$/) },
    })
    const closed = await call('POST', closePath, { mchid: sandbox.settings.wxpayMchid })
    expect(closed).toEqual({ status: 204, signed: true, serial: keys.publicKey.id, body: {} })
    const { serial } = await call('GET', queryPath(sandbox), undefined, { without: 'wechatpay-serial' })
    expect(serial).toMatch(/^[0-9A-F]{40}$/)
  })

  it('is refused where it is not signed as it should be', async ({ sandbox }) => {
    const { call } = await aMerchant(sandbox)
    const changed = JSON.stringify(anOrder(sandbox, { amount: { total: 1, currency: 'CNY' } }))
    const wrong: [number, CallChange][] = [
      [401, { at: new Date(monday.getTime() - 301 * second) }],
      [401, { at: new Date(monday.getTime() + 301 * second) }],
      [401, { serial: 'ABC' }],
      [401, { mchid: '1900009999' }],
      [401, { sent: changed }],
      [401, { without: 'authorization' }],
      [400, { without: 'user-agent' }],
      [400, { without: 'accept' }],
      [400, { headers: { 'wechatpay-serial': 'PUB_KEY_ID_0' } }],
    ]
    for (const [status, change] of wrong) {
      const answer = await call('POST', orderPath, anOrder(sandbox), change)
      expect([change, answer.status]).toEqual([change, status])
    }
    expect(await sandbox.wechatpayOrders()).toEqual([])
  })
})

describe('an order', () => {
  it.for<[string, Record<string, unknown>, number]>([
    ['PARAM_ERROR', { out_trade_no: 'short' }, 400],
    ['PARAM_ERROR', { out_trade_no: `KL${'0'.repeat(31)}` }, 400],
    ['PARAM_ERROR', { out_trade_no: 'KL 20260302' }, 400],
    ['PARAM_ERROR', { amount: { total: 0, currency: 'CNY' } }, 400],
    ['PARAM_ERROR', { amount: { total: 1.5, currency: 'CNY' } }, 400],
    ['PARAM_ERROR', { amount: { total: 100, currency: 'USD' } }, 400],
    ['PARAM_ERROR', { notify_url: 'http://k.example/hooks/wxpay' }, 400],
    ['PARAM_ERROR', { notify_url: 'https://k.example/hooks/wxpay?a=1' }, 400],
    ['PARAM_ERROR', { time_expire: '2026-03-02 10:00:00' }, 400],
    ['PARAM_ERROR', { misspelt: 1 }, 400],
    ['APPID_MCHID_NOT_MATCH', { appid: 'wx9999999999999999' }, 400],
    ['OPENID_MISMATCH', { payer: { openid: 'openid_of_nobody' } }, 500],
  ])('is refused with %s: %o', async ([code, more, status], { sandbox }) => {
    const { call } = await aMerchant(sandbox)
    expect(await call('POST', orderPath, anOrder(sandbox, more))).toMatchObject({ status, body: { code } })
  })

  it('asked for again gives a fresh prepay_id, and another order under its number is refused', async ({
    sandbox,
  }) => {
    const { call } = await aMerchant(sandbox)
    const [one, two] = [
      await call('POST', orderPath, anOrder(sandbox)),
      await call('POST', orderPath, anOrder(sandbox)),
    ]
    expect(one.body.prepay_id).not.toBe(two.body.prepay_id)
    const other = await call('POST', orderPath, anOrder(sandbox, { description: '别的' }))
    expect(other).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
  })

  it('is paid once, by its payer, within two hours, in part by a coupon', async ({ sandbox }) => {
    const { call } = await aMerchant(sandbox)
    await sandbox.addPerson({
      ...{ name: '阿明', nickname: '阿明', unionid: 'u2', openid: 'openid_0002' },
      ...{ externalUserid: 'wm2', phone: '+8613800000002', email: 'a@mail.example' },
    })
    const prepayId = String((await call('POST', orderPath, anOrder(sandbox))).body.prepay_id)
    const refused = { kind: 'refused' }
    expect(await sandbox.pay({ person: '阿明', prepayId })).toMatchObject(refused)
    await sandbox.setClock(later(120 * minute))
    expect(await sandbox.pay({ person: '小美', prepayId })).toMatchObject(refused)
    await sandbox.setClock(later(119 * minute))
    expect(await sandbox.pay({ person: '小美', prepayId, couponFen: 900 })).toMatchObject({ kind: 'paid' })
    expect(await sandbox.pay({ person: '小美', prepayId })).toMatchObject(refused)
    const at = { at: new Date(later(119 * minute)) }
    expect((await call('GET', queryPath(sandbox), undefined, at)).body).toMatchObject({
      trade_state: 'SUCCESS',
      amount: { total: 29_900, payer_total: 29_000 },
      promotion_detail: [{ amount: 900 }],
      success_time: '2026-03-02T10:59:00+08:00',
    })
    expect(await sandbox.wechatpayMoney()).toMatchObject([{ kind: 'paid', fen: 29_900, payerFen: 29_000 }])
  })

  it('is closed once, not while the password is typed, and not when it was paid', async ({ sandbox }) => {
    const { call } = await aMerchant(sandbox)
    const close = async () =>
      (await call('POST', closePath, { mchid: sandbox.settings.wxpayMchid })).body.code ?? 'closed'
    expect(await close()).toBe('ORDER_NOT_EXIST')
    const prepayId = String((await call('POST', orderPath, anOrder(sandbox))).body.prepay_id)
    await sandbox.typePassword({ prepayId, typing: true })
    expect(await close()).toBe('FREQUENCY_LIMITED')
    await sandbox.typePassword({ prepayId, typing: false })
    expect([await close(), await close()]).toEqual(['closed', 'ORDER_CLOSED'])
    expect(await sandbox.pay({ person: '小美', prepayId })).toMatchObject({ kind: 'refused' })
    expect((await call('POST', orderPath, anOrder(sandbox))).body.code).toBe('ORDER_CLOSED')
    expect((await call('GET', queryPath(sandbox))).body.trade_state).toBe('CLOSED')
  })

  it('that was paid is neither closed nor ordered again', async ({ sandbox }) => {
    const { call } = await aMerchant(sandbox)
    const prepayId = String((await call('POST', orderPath, anOrder(sandbox))).body.prepay_id)
    await sandbox.pay({ person: '小美', prepayId })
    const body = { mchid: sandbox.settings.wxpayMchid }
    expect((await call('POST', closePath, body)).body.code).toBe('ORDER_PAID')
    expect((await call('POST', orderPath, anOrder(sandbox))).body.code).toBe('ORDER_PAID')
  })
})

describe('certificates', () => {
  it('are the one in use, and both while one follows the other', async ({ sandbox }) => {
    const { call, keys } = await aMerchant(sandbox)
    const path = '/v3/certificates'
    const first = (await call('GET', path)).body.data as Record<string, unknown>[]
    expect(first).toHaveLength(1)
    const pem = opened(first[0]?.encrypt_certificate as Record<string, string>, keys)
    expect(new X509Certificate(pem).serialNumber).toBe(first[0]?.serial_no)
    await sandbox.setWechatpay({ renewed: true })
    expect((await call('GET', path)).body.data).toHaveLength(2)
    const { serial } = await call('GET', path, undefined, { without: 'wechatpay-serial' })
    expect(serial).not.toBe(first[0]?.serial_no)
  })
})
