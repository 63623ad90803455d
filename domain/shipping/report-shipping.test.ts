import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createShippingReportStore } from '../../models/shipping-reports.ts'
import { testSealing } from '../../test/testing/customers.ts'
import { type CheckoutWorld, checkoutWorld } from '../checkout/testing/world.ts'
import { silentLog } from '../log.ts'
import type { Shipment, ShippingDuty, ShippingOutcome, TradeState } from './ports.ts'
import { createShippingReports } from './report-shipping.ts'

const minute = 60_000
const dayMs = 86_400_000

let world: CheckoutWorld
let reported: Shipment[]
let outcomes: ShippingOutcome[]
let state: TradeState
let told: object[]
beforeEach(async () => {
  world = await checkoutWorld()
  reported = []
  outcomes = []
  told = []
  state = { kind: 'told', state: 2 }
})
afterEach(() => world.drop())

const duty: ShippingDuty = {
  async report(shipment) {
    reported.push(shipment)
    return outcomes.shift() ?? { kind: 'reported' }
  },
  stateOf: async () => state,
}

/** A process that reports, on the world's store. */
function reports() {
  const { db, stores, customers, clock } = world
  const log = { ...silentLog, error: (fields: object) => void told.push(fields) }
  const store = createShippingReportStore(db.connection)
  return createShippingReports({
    store,
    orders: stores.orders,
    customers,
    duty,
    sealer: testSealing,
    clock,
    log,
  })
}

async function shipped(more: { isTest?: boolean } = {}) {
  const process = world.aProcess()
  const buyer = await world.aBuyer(more)
  const address = { name: '小王', phone: '+8613800138000', region: '上海', detail: '某路 1 号' }
  const lines = [{ skuId: await world.aSku(), quantity: 2 }]
  const order = await process.create(buyer, { clientKey: 'k', lines, totalFen: 20_000, address })
  const no = order._id.slice('kelu:'.length)
  const paidAt = world.clock.now()
  await process.settle.paid(no, {
    transactionId: `4200-${no}`,
    totalFen: 20_000,
    payerTotalFen: 20_000,
    paidAt,
  })
  await process.shipped(no, { carrier: '中通快递', trackingNo: 'ZT1' })
  return { no, transactionId: `4200-${no}`, buyer, process }
}
const received = async (no: string) => (await world.told(no)).filter((name) => name === 'order.received')

describe('an own order that was shipped', () => {
  it('is reported a minute after it was paid, once, by whichever process', async () => {
    const [one, other] = [reports(), reports()]
    await shipped()
    await one.sweep()
    expect(reported).toEqual([])
    world.clock.advance(minute)
    await Promise.all([one.sweep(), other.sweep()])
    await one.sweep()
    expect(reported).toMatchObject([
      {
        description: '精华 50ml×2',
        carrier: '中通快递',
        trackingNo: 'ZT1',
        receiverPhone: '138****8000',
        hasAddress: true,
      },
    ])
  })

  it('is tried again after 1, 5, 30 min and 2 h, and then told to somebody, once', async () => {
    const each = reports()
    await shipped()
    outcomes = Array.from({ length: 9 }, () => ({ kind: 'later', code: '10060001' }) as const)
    for (const wait of [minute, minute, 5 * minute, 30 * minute, 120 * minute]) {
      world.clock.advance(wait - 1)
      const before = reported.length
      await each.sweep()
      expect(reported).toHaveLength(before)
      world.clock.advance(1)
      await each.sweep()
      expect(reported).toHaveLength(before + 1)
    }
    expect(told).toMatchObject([{ code: '10060001' }])
    world.clock.advance(30 * dayMs)
    await each.sweep()
    expect(reported).toHaveLength(5)
    expect(await each.nextDueAt()).toBeNull()
  })

  it('is received by the settlement event or the state, whichever is first, once', async () => {
    const each = reports()
    const { no, transactionId } = await shipped()
    world.clock.advance(minute)
    await each.sweep()
    expect(await received(no)).toEqual([])
    expect(await each.settled(transactionId, world.clock.now())).toBe(true)
    expect(await each.settled(transactionId, world.clock.now())).toBe(true)
    state = { kind: 'told', state: 6 }
    world.clock.advance(dayMs)
    await each.sweep()
    expect(await received(no)).toEqual(['order.received'])
    expect(await each.settled('4200-of-another-shop', world.clock.now())).toBe(false)
  })

  it('without that event is asked about once a day until it was received', async () => {
    const each = reports()
    const { no } = await shipped()
    world.clock.advance(minute)
    await each.sweep()
    world.clock.advance(dayMs)
    await each.sweep()
    expect(await received(no)).toEqual([])
    state = { kind: 'told', state: 6 }
    world.clock.advance(dayMs)
    await each.sweep()
    expect(await received(no)).toEqual(['order.received'])
    expect(await each.nextDueAt()).toBeNull()
  })

  it('whose receipt no platform tells of in 30 days is told to somebody, unless the customer told us', async () => {
    const each = reports()
    const { no, buyer, process } = await shipped()
    await process.received(buyer.customer, no)
    const { no: other } = await shipped()
    for (let day = 0; day < 40; day += 1) {
      world.clock.advance(day === 0 ? minute : dayMs)
      await each.sweep()
    }
    expect(told).toEqual([{ no: other }])
    expect(await received(no)).toEqual(['order.received'])
    expect(await each.nextDueAt()).toBeNull()
  })

  it('that the platform does not take as it stands is decided by how it stands', async () => {
    const each = reports()
    const { no } = await shipped()
    outcomes = [{ kind: 'state', code: '10060004' }]
    state = { kind: 'told', state: 5 }
    world.clock.advance(minute)
    await each.sweep()
    expect(await each.nextDueAt()).toBeNull()
    expect(await received(no)).toEqual([])
    expect(told).toEqual([])
  })

  it('is not lost when the process dies in the middle: another goes on a minute later', async () => {
    const each = reports()
    await shipped()
    world.clock.advance(minute)
    const dying = createShippingReportStore(world.db.connection)
    const [taken] = await dying.due(world.clock.now(), 1)
    if (taken) await dying.write(taken, { ...taken, dueAt: new Date(world.clock.now().getTime() + minute) })
    await each.sweep()
    expect(reported).toEqual([])
    world.clock.advance(minute)
    await each.sweep()
    expect(reported).toHaveLength(1)
  })

  it('of a test account is nobody’s business', async () => {
    const each = reports()
    await shipped({ isTest: true })
    world.clock.advance(minute)
    await each.sweep()
    expect(reported).toEqual([])
  })
})
