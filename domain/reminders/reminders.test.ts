import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CouponGrant, createCouponStore } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import { createOrderStore } from '../../models/orders.ts'
import { createUnpaidOrderStore } from '../../models/unpaid-orders.ts'
import { createCoupons } from '../coupons/coupons.ts'
import { createCouponUses } from '../coupons/use-coupons.ts'
import { parseDuration } from '../language/duration.ts'
import type { defaultRules } from '../language/settings.ts'
import { aWorld, type World } from '../outreach/testing/world.ts'
import { createReminders } from './create-reminders.ts'

const minute = parseDuration('1 minute')
const day = parseDuration('1 day')

let world: World
let customer: Customer
let rules: typeof defaultRules.reminders
beforeEach(async () => {
  world = await aWorld()
  customer = await world.aCustomer()
  rules = { unpaidOrderMs: 30 * minute, couponExpiringMs: 3 * day }
})
afterEach(() => world.drop())

const stores = () => ({
  unpaidOrders: createUnpaidOrderStore(world.connection),
  coupons: createCouponStore(world.connection),
})
const aProcess = (more: Partial<ReturnType<typeof stores>> = {}) =>
  createReminders({
    stores: { ...stores(), ...more },
    customers: world.customers,
    clock: world.clock,
    rules: () => rules,
  })
let told = 0
const tell = (name: string, props: Record<string, unknown>, at = world.clock.now()) =>
  world.customers.hear({
    _id: `shop:${++told}`,
    customerId: customer._id,
    name,
    at,
    props,
    source: 'shop',
  })
const order = { orderId: 'o1', amountFen: 19_900, items: [{ productId: 'p1', name: '奶粉' }] }
const stored = (name: string) => world.connection.collection('events').find({ name }).toArray()

describe('order.unpaid', () => {
  it('is told once when the time is over, at that time, with what was ordered', async () => {
    const [one, two] = [aProcess(), aProcess()]
    const ordered = world.clock.now()
    await tell('order.created', order)
    expect(await one.nextDueAt()).toEqual(new Date(ordered.getTime() + 30 * minute))
    world.clock.advance(30 * minute - 1)
    await one.sweep()
    expect(await stored('order.unpaid')).toEqual([])
    world.clock.advance(5 * minute)
    await Promise.all([one, two, one, two].map(({ sweep }) => sweep()))
    world.clock.advance(day)
    await one.sweep()
    expect(await stored('order.unpaid')).toMatchObject([
      { customerId: customer._id, at: new Date(ordered.getTime() + 30 * minute), props: order },
    ])
    expect(world.eventsNamed('order.unpaid')).toHaveLength(1)
    expect(await one.nextDueAt()).toBeNull()
  })

  it('is not told of an order that was closed', async () => {
    const reminders = aProcess()
    await tell('order.created', order)
    await tell('order.closed', { ...order, reason: '不想要了' })
    world.clock.advance(day)
    await reminders.sweep()
    expect(await stored('order.unpaid')).toEqual([])
  })

  it('is not told of an order that was paid, whichever was heard of first and however often', async () => {
    const reminders = aProcess()
    await tell('order.created', order)
    await tell('order.paid', order)
    await tell('order.paid', { ...order, orderId: 'o2' })
    await tell('order.created', { ...order, orderId: 'o2' })
    await tell('order.created', order)
    world.clock.advance(day)
    await reminders.sweep()
    expect(await stored('order.unpaid')).toEqual([])
  })

  it('goes by the settings of the moment', async () => {
    const reminders = aProcess()
    await tell('order.created', order)
    world.clock.advance(20 * minute)
    await reminders.sweep()
    expect(await stored('order.unpaid')).toEqual([])
    rules = { ...rules, unpaidOrderMs: 15 * minute }
    await reminders.sweep()
    expect(await stored('order.unpaid')).toHaveLength(1)
  })

  it('is not told of orders out of a history', async () => {
    const reminders = aProcess()
    await tell('order.created', order, new Date(world.clock.now().getTime() - 25 * 60 * minute))
    await reminders.sweep()
    expect(await stored('order.unpaid')).toEqual([])
  })

  it('is told once although the process that told it died before it could note so', async () => {
    const dying = aProcess({
      unpaidOrders: { ...stores().unpaidOrders, settle: () => Promise.reject(new Error('died')) },
    })
    await tell('order.created', order)
    world.clock.advance(day)
    await expect(dying.sweep()).rejects.toThrow('died')
    const next = aProcess()
    await next.sweep()
    expect(await next.sweep()).toBe(0)
    expect(await stored('order.unpaid')).toHaveLength(1)
  })
})

describe('coupon.expiring', () => {
  const grant = (validity: string, cause = 'cause') =>
    createCoupons({
      store: stores().coupons,
      customers: world.customers,
      registry: {
        couponBatch: (id) => ({
          id,
          name: '唤醒券',
          kind: 'fixed',
          amountFen: 5_000,
          validity: { kind: 'after', ms: parseDuration(validity) },
          codes: { kind: 'generated', prefix: 'WK' },
          quantity: 10,
        }),
      },
      clock: world.clock,
      key: 'a coupon key of many bytes',
    }).grant({ batchId: 'wake-up', customerId: customer._id, cause })

  it('is told once, three days before the end, with the coupon', async () => {
    const [one, two] = [aProcess(), aProcess()]
    const { code, validUntil } = await grant('14 days')
    expect(await one.nextDueAt()).toEqual(new Date(validUntil.getTime() - 3 * day))
    world.clock.advance(11 * day - 1)
    await one.sweep()
    expect(await stored('coupon.expiring')).toEqual([])
    world.clock.advance(1)
    await Promise.all([one, two, one, two].map(({ sweep }) => sweep()))
    await one.sweep()
    expect(await stored('coupon.expiring')).toMatchObject([
      {
        customerId: customer._id,
        at: world.clock.now(),
        props: { batchId: 'wake-up', code, amountFen: 5_000, validUntil },
      },
    ])
    expect(await one.nextDueAt()).toBeNull()
  })

  it('is not told of a coupon that was used or is locked, nor of one that is over', async () => {
    const reminders = aProcess()
    const { code, batchId } = await grant('14 days', 'used')
    const { lock, redeem } = createCouponUses({
      store: stores().coupons,
      orders: createOrderStore(world.connection),
      clock: world.clock,
    })
    await redeem({ code, batchId, order: 'shop:1', at: world.clock.now() })
    await lock({ code: (await grant('14 days', 'locked')).code, order: 'kelu:1' })
    await grant('10 days', 'over')
    world.clock.advance(10 * day)
    await reminders.sweep()
    expect(await stored('coupon.expiring')).toEqual([])
    expect(await reminders.nextDueAt()).toBeNull()
  })

  it('is not told of one that never lasted longer than that', async () => {
    const reminders = aProcess()
    await grant('2 days')
    await reminders.sweep()
    world.clock.advance(day)
    await reminders.sweep()
    expect(await stored('coupon.expiring')).toEqual([])
  })

  it('is told once although the process that told it died before it could note so', async () => {
    await grant('14 days')
    world.clock.advance(12 * day)
    const dying = aProcess({
      coupons: { ...stores().coupons, closeLookOut: () => Promise.reject(new Error('died')) },
    })
    await expect(dying.sweep()).rejects.toThrow('died')
    const next = aProcess()
    await next.sweep()
    expect(await next.sweep()).toBe(0)
    expect(await stored('coupon.expiring')).toHaveLength(1)
  })

  it('stays with grants of an earlier release, which nobody looks out for', async () => {
    const { code } = await grant('14 days')
    await world.connection
      .collection<CouponGrant>('coupons')
      .updateOne({ code }, { $unset: { lookOutUntil: 1, amountFen: 1 } })
    world.clock.advance(12 * day)
    expect(await aProcess().sweep()).toBe(0)
  })
})
