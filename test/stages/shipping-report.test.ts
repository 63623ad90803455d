import { afterAll, beforeAll, expect, it } from 'vitest'
import { createShippingReportStore } from '../../models/shipping-reports.ts'
import { createSkuStore } from '../../models/skus.ts'
import type { Person } from '../../sandbox/contract.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { defaultSettings } from '../../sandbox/settings.ts'
import { officeOf } from '../testing/members.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
let world: RunningKelu
let office: ReturnType<typeof officeOf>
let buyer: Person
let bought = 0

beforeAll(async () => {
  world = await runningKelu({
    journeys: [],
    environmentBy: payEnvironment,
    settings: { mpPush: { ...defaultSettings.mpPush, mode: 'secure' } },
  })
  office = officeOf(world)
  const skus = createSkuStore(world.kelu.connection)
  await skus.say('s1', { productId: 'p1', name: '精华', spec: '50ml', priceFen: 10_000, isOn: true })
  await skus.count('s1', 20)
  buyer = await world.somebody()
  await world.sandbox.openMiniprogram({ person: buyer.name })
})
afterAll(() => world.close())

interface Report {
  step: string
  code: string | null
  corrects: string
  nextAt: string | null
}
const pageOf = (no: string) => `/orders/${encodeURIComponent(`kelu:${no}`)}`
const reportOf = async (no: string): Promise<Report> =>
  (await office.ask<{ shipping: Report }>('finance', 'GET', pageOf(no))).shipping
const receipts = async () => (await world.eventsOf(buyer)).filter((name) => name === 'order.received').length

/** A paid order that was handed to this carrier. */
async function shipped(carrier: string) {
  const lines = [{ skuId: 's1', quantity: 1 }]
  const { no } = await world.sandbox.buyInMiniprogram({
    person: buyer.name,
    clientKey: `k${++bought}`,
    lines,
  })
  await world.settle()
  const parcel = { carrier, trackingNo: `T${bought}` }
  await office.ask('finance', 'POST', `${pageOf(no)}/ship`, parcel)
  const orders = await world.sandbox.wechatpayOrders()
  const transactionId = orders.find(({ outTradeNo }) => outTradeNo === no)?.transactionId ?? ''
  return { no, transactionId }
}

it('what was shipped is told to WeChat and shows on the order; its word of the receipt, doubled, is one', async () => {
  const { no, transactionId } = await shipped('中通快递')
  expect(await reportOf(no)).toMatchObject({ step: 'due', code: null })
  await world.pass(2 * minute)
  expect(await world.sandbox.trade(transactionId)).toMatchObject({
    state: 2,
    shippings: [{ logisticsType: 1, parcels: [{ express_company: 'ZTO', tracking_no: 'T1' }] }],
  })
  expect(await reportOf(no)).toMatchObject({ step: 'reported', corrects: 'once' })
  expect(await receipts()).toBe(0)

  await world.sandbox.confirmReceipt({ transactionId })
  await world.pass(minute)
  await world.sandbox.redeliver(1)
  await world.settle()
  expect(await receipts()).toBe(1)
  expect(await reportOf(no)).toMatchObject({ step: 'received', corrects: 'never' })
})

it.each(['wrongToken', 'foreignKey', 'otherApp', 'unencrypted', 'old'] as const)(
  'a receipt that was forged (%s) is refused and moves nothing',
  async (as) => {
    const { no, transactionId } = await shipped('中通快递')
    await world.pass(2 * minute)
    const before = await receipts()
    const event = {
      Event: 'trade_manage_order_settlement',
      transaction_id: transactionId,
      confirm_receive_time: 1,
    }
    expect(await world.sandbox.forgePush({ person: buyer.name, event, as })).toBeGreaterThanOrEqual(400)
    await world.settle()
    expect(await receipts()).toBe(before)
    expect(await reportOf(no)).toMatchObject({ step: 'reported' })
  },
)

it('one the platform cannot take yet says so on the order, and is told again by itself', async () => {
  await world.sandbox.addFault({
    platform: 'wechat',
    api: '/wxa/sec/order/upload_shipping_info',
    kind: 'errcode',
    code: '10060001',
    times: 1,
  })
  const { no } = await shipped('圆通速递')
  await world.pass(minute)
  expect(await reportOf(no)).toMatchObject({ step: 'due', code: '10060001', nextAt: expect.any(String) })
  await world.pass(2 * minute)
  expect(await reportOf(no)).toMatchObject({ step: 'reported', code: null })
})

it('one it never takes stands among what is stuck until somebody corrects it; told, it is corrected once more', async () => {
  const { no, transactionId } = await shipped('隔壁老王速运')
  await world.pass(2 * minute)
  expect(await reportOf(no)).toMatchObject({ step: 'failed', code: 'carrier.unknown', corrects: 'freely' })
  interface Stuck {
    things: { kind: string; ids: string[] }[]
  }
  const stuck = async () =>
    (await office.ask<Stuck>('operator', 'GET', '/stuck')).things.find(
      ({ kind }) => kind === 'shipping.failed',
    )
  expect(await stuck()).toMatchObject({ ids: [`kelu:${no}`] })

  const correct = (carrier: string) =>
    office.ask('operator', 'POST', `${pageOf(no)}/shipping`, { carrier, trackingNo: 'T9' })
  await correct('中通快递')
  await world.pass(minute)
  expect(await reportOf(no)).toMatchObject({ step: 'reported', corrects: 'once' })
  await correct('圆通速递')
  await world.pass(minute)
  expect(await reportOf(no)).toMatchObject({ step: 'reported', corrects: 'never' })
  expect((await world.sandbox.trade(transactionId))?.shippings).toMatchObject([
    { parcels: [{ express_company: 'ZTO' }] },
    { parcels: [{ express_company: 'YTO' }] },
  ])
  await expect(correct('中通快递')).rejects.toThrow('shipping.corrected')
  // What people are shown is remembered for a moment; this is what it is read from.
  expect(await createShippingReportStore(world.kelu.connection).failed(10)).toEqual([])
  expect(world.errors).toMatchObject([{ data: { no, code: 'carrier.unknown' } }])
})
