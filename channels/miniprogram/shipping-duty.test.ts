import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import type { Shipment } from '../../domain/shipping/ports.ts'
import { createMemoryAccessTokens } from '../coordination/memory-access-tokens.ts'
import { createMemoryRateGovernor } from '../coordination/memory-rate-governor.ts'
import { wang } from '../testing/platforms.ts'
import { startWechatpay, type WechatpayWorld } from '../testing/wechatpay.ts'
import { createMiniprogramApi, type MiniprogramApi } from './api.ts'
import { createShippingDuty } from './shipping-duty.ts'

let world: WechatpayWorld
let api: MiniprogramApi
let transactionId: string
beforeEach(async () => {
  world = await startWechatpay()
  const { clock, sandbox } = world
  api = createMiniprogramApi({
    baseUrl: sandbox.urls.wechat,
    appId: sandbox.settings.mpAppId,
    secret: sandbox.settings.mpAppSecret,
    tokens: createMemoryAccessTokens({ clock }),
    governor: createMemoryRateGovernor({ clock }),
    clock,
    log: silentLog,
    wait: async () => undefined,
  })
  const { payments } = world.channel()
  const expiresAt = new Date(clock.now().getTime() + 30 * 60_000)
  const order = { no: 'KL20260302_01', description: '精华', totalFen: 29_900, openid: wang.openid, expiresAt }
  const prepared = await payments.prepare(order)
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  const payment = await sandbox.pay({ person: 'wang', prepayId: prepared.prepayId })
  if (payment.kind !== 'paid') throw new Error(payment.reason)
  transactionId = payment.transactionId
})
afterEach(async () => {
  api.close()
  await world.close()
})

const duty = () => createShippingDuty({ api, now: world.clock.now })
const shipment = (more: Partial<Shipment> = {}): Shipment => ({
  transactionId,
  openid: wang.openid,
  description: '精华×1',
  shippedAt: world.clock.now(),
  carrier: '中通快递',
  trackingNo: 'ZT123',
  hasAddress: true,
  ...more,
})

describe('shipping of a paid order', () => {
  it('is taken a minute after the payment, and then once', async () => {
    expect(await duty().report(shipment())).toEqual({ kind: 'later', code: '10060001' })
    await world.advance(60_000)
    expect(await duty().stateOf(transactionId)).toEqual({ kind: 'told', state: 1 })
    expect(await duty().report(shipment())).toEqual({ kind: 'reported' })
    expect(await duty().report(shipment())).toEqual({ kind: 'reported', code: '10060002' })
    expect(await world.sandbox.trade(transactionId)).toMatchObject({
      state: 2,
      shippings: [{ logisticsType: 1, parcels: [{ express_company: 'ZTO', tracking_no: 'ZT123' }] }],
    })
    await world.sandbox.confirmReceipt({ transactionId })
    expect(await duty().stateOf(transactionId)).toEqual({ kind: 'told', state: 3 })
    expect(await duty().report(shipment({ trackingNo: 'other' }))).toEqual({
      kind: 'state',
      code: '10060004',
    })
  })

  it.each<[string, Partial<Shipment>, number, object]>([
    [
      'by 顺丰 with the last digits of the phone',
      { carrier: 'SF', receiverPhone: '138****0001' },
      1,
      { contact: { receiver_contact: '138****0001' } },
    ],
    ['without a parcel, to an address', { carrier: undefined, trackingNo: undefined }, 2, {}],
    [
      'without a parcel or an address',
      { carrier: undefined, trackingNo: undefined, hasAddress: false },
      4,
      {},
    ],
  ])('goes %s', async (_how, more, logisticsType, parcel) => {
    await world.advance(60_000)
    expect(await duty().report(shipment(more))).toEqual({ kind: 'reported' })
    expect((await world.sandbox.trade(transactionId))?.shippings).toMatchObject([
      { logisticsType, parcels: [parcel] },
    ])
  })

  it.each<[string, Partial<Shipment>, string]>([
    ['a carrier nobody knows', { carrier: '飞毛腿' }, 'carrier.unknown'],
    ['顺丰 without a phone', { carrier: 'SF' }, 'contact.missing'],
  ])('by %s is an operator’s matter', async (_what, more, code) => {
    await world.advance(60_000)
    expect(await duty().report(shipment(more))).toEqual({ kind: 'refused', code })
  })

  it.each([
    ['errcode', 10_060_012, 'later'],
    ['errcode', 10_060_023, 'reported'],
    ['errcode', 48_001, 'refused'],
    ['serverError', undefined, 'later'],
  ] as const)('answered with %s %s is %s', async (fault, code, kind) => {
    await world.advance(60_000)
    await world.sandbox.addFault({
      platform: 'wechat',
      api: '/wxa/sec/order/upload_shipping_info',
      kind: fault,
      ...(code !== undefined && { code }),
      times: 1,
    })
    expect(await duty().report(shipment())).toMatchObject({ kind })
  })
})
