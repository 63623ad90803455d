import { describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aCustomer, anEvent } from '../../audience/testing/people.ts'
import { defaultBuyerRules } from '../../language/buyer-rules.ts'
import { applyEvent } from '../apply-event.ts'
import { refreshOrderTraits } from './orders.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const noon = (day: number) => new Date(Date.parse('2025-01-01T12:00:00+08:00') + day * 86_400_000)

let orders = 0
function bought(customer: Customer, fen: number, at = now, props: object = {}): string {
  const orderId = `o${++orders}`
  applyEvent(customer, anEvent({ at, props: { orderId, amountFen: fen, ...props } }), now)
  return orderId
}
function refunded(customer: Customer, orderId: string, fen: number, refundId?: string): void {
  const props = { orderId, amountFen: fen, ...(refundId !== undefined && { refundId }) }
  applyEvent(customer, anEvent({ name: 'order.refunded', at: now, props }), now)
}
const tags = ({ tags }: Customer) => tags.map(({ name }) => name)

describe('an order that was paid', () => {
  it('counts as one of its day, whatever else was bought that day', () => {
    const customer = aCustomer()
    for (const fen of [1_000, 500, 1]) bought(customer, fen, noon(400))
    bought(customer, 1_000, noon(401))
    expect(customer.traits).toMatchObject({
      ordersCount: 4,
      purchaseCount: 2,
      orders365: 4,
      occasions365: 2,
      // 2,501 ÷ 4 = 625.25
      averageOrderFen: 625,
      spend365Fen: 2_501,
      firstOrderAt: noon(400),
      lastOrderAt: noon(401),
    })
  })

  it('is kept and does not count when it cost nothing', () => {
    const customer = aCustomer()
    bought(customer, 0)
    expect(customer.orders).toHaveLength(1)
    expect(customer.traits).toMatchObject({ ordersCount: 0, purchaseCount: 0, tier: 'none' })
    expect(customer.traits).not.toHaveProperty('averageOrderFen')
    expect(customer.traits).not.toHaveProperty('lastOrderAt')
    expect(tags(customer)).not.toContain('已购买')
  })

  it('is called by what cost most in it, the first of equals', () => {
    const customer = aCustomer()
    const line = (name: string, priceFen: number, quantity: number) => ({
      productId: name,
      name,
      priceFen,
      quantity,
    })
    bought(customer, 900, now, { items: [line('小样', 300, 1), line('面膜', 100, 4), line('精华', 400, 1)] })
    expect(customer.traits.lastProductName).toBe('面膜')
    bought(customer, 900, noon(2))
    expect(customer.traits.lastProductName).toBe('面膜')
  })

  it('is what was said of it first, however often it is told', () => {
    const customer = aCustomer()
    const told = (_id: string, amountFen: number, receivedAt: Date) =>
      applyEvent(
        customer,
        anEvent({ _id, at: noon(400), receivedAt, props: { orderId: 'o', amountFen } }),
        now,
      )
    told('b', 700, noon(402))
    expect(customer.traits.spend365Fen).toBe(700)
    told('a', 500, noon(401))
    told('b', 700, noon(402))
    told('c', 900, noon(403))
    expect(customer.traits).toMatchObject({ ordersCount: 1, spend365Fen: 500 })
  })
})

describe('a refund', () => {
  it('counts once, whoever tells of it', () => {
    const customer = aCustomer()
    const order = bought(customer, 1_000)
    refunded(customer, order, 300, 'r1')
    refunded(customer, order, 300, 'r1')
    refunded(customer, order, 200, 'r2')
    expect(customer.traits.spend365Fen).toBe(500)
  })

  it('without a number of its own is one by its event', () => {
    const customer = aCustomer()
    const order = bought(customer, 1_000)
    refunded(customer, order, 300)
    refunded(customer, order, 300)
    expect(customer.traits.spend365Fen).toBe(400)
  })

  it('may come before its payment, and waits for it', () => {
    const customer = aCustomer()
    refunded(customer, `o${orders + 1}`, 300, 'r1')
    expect(customer.traits).toMatchObject({ ordersCount: 0, spend365Fen: 0 })
    bought(customer, 1_000)
    expect(customer.traits).toMatchObject({ ordersCount: 1, spend365Fen: 700 })
  })

  it('belongs to the day of its order', () => {
    const customer = aCustomer()
    const old = bought(customer, 1_000, noon(1))
    bought(customer, 1_000)
    refunded(customer, old, 400)
    expect(customer.traits.spend365Fen).toBe(1_000)
  })

  it('in full makes the order one that was never bought', () => {
    const customer = aCustomer()
    bought(customer, 100, new Date('2026-01-01T10:00:00+08:00'))
    const second = bought(customer, 100, new Date('2026-01-31T10:00:00+08:00'))
    expect(customer.traits).toMatchObject({ ordersCount: 2, cycleDays: 30 })
    expect(tags(customer)).toContain('复购')
    refunded(customer, second, 100)
    expect(customer.traits).toMatchObject({
      ordersCount: 1,
      purchaseCount: 1,
      lastOrderAt: new Date('2026-01-01T10:00:00+08:00'),
    })
    for (const trait of ['cycleDays', 'cycleConfidence', 'nextOrderOn'])
      expect(customer.traits).not.toHaveProperty(trait)
    expect(tags(customer)).toContain('已购买')
    expect(tags(customer)).not.toContain('复购')
  })

  it('of more than was paid takes no more than that away, and is told', () => {
    const customer = aCustomer()
    const order = bought(customer, 1_000)
    bought(customer, 1_000)
    refunded(customer, order, 1_200, 'r1')
    expect(customer.traits).toMatchObject({ spend365Fen: 1_000, overRefundedOrders: [order] })
  })

  it('of nothing, or of no order, is none', () => {
    const customer = aCustomer()
    bought(customer, 1_000)
    applyEvent(customer, anEvent({ name: 'order.refunded', props: { amountFen: 5 } }), now)
    refunded(customer, `o${orders}`, 0, 'r1')
    refunded(customer, `o${orders}`, 10, 'r1')
    expect(customer.traits.spend365Fen).toBe(990)
    expect(customer.orders).toHaveLength(1)
  })
})

describe('the tier', () => {
  it('is high above 5,000 yuan in a year, not at exactly that', () => {
    const customer = aCustomer()
    bought(customer, 500_000)
    expect(customer.traits.tier).toBe('potential')
    bought(customer, 1)
    expect(customer.traits.tier).toBe('high')
    expect(tags(customer)).toContain('高价值')
    expect(tags(customer)).not.toContain('潜力')
  })

  it('is potential with one to three purchases, regular from the fourth on; a day is one', () => {
    const customer = aCustomer()
    for (const day of [400, 401, 402, 402]) bought(customer, 100, noon(day))
    expect(customer.traits.tier).toBe('potential')
    expect(tags(customer)).toContain('潜力')
    bought(customer, 100, noon(403))
    expect(customer.traits.tier).toBe('regular')
    expect(tags(customer)).not.toContain('潜力')
  })

  it('goes back when orders are refunded, to none in the end', () => {
    const customer = aCustomer()
    const order = bought(customer, 600_000)
    refunded(customer, order, 200_000)
    expect(customer.traits.tier).toBe('potential')
    refunded(customer, order, 400_000)
    expect(customer.traits.tier).toBe('none')
    expect(tags(customer)).not.toContain('潜力')
  })

  it('falls by time alone, a year after the order that made it', () => {
    const customer = aCustomer()
    bought(customer, 600_000)
    const yearLater = new Date(now.getTime() + 365 * 86_400_000)
    const looks: number[] = []
    // Each look says when the next is due.
    for (let due = customer.refreshAt; due !== undefined && due < yearLater; due = customer.refreshAt) {
      looks.push(due.getTime())
      refreshOrderTraits(customer, due)
      expect(customer.traits.tier).toBe('high')
    }
    expect(looks).toHaveLength(4)
    expect(customer.traits).toMatchObject({ rfmR: 1, rfmM: 5, rfmGroup: 'importantRecall' })
    expect(customer.refreshAt).toEqual(yearLater)
    refreshOrderTraits(customer, yearLater)
    expect(customer.traits).toMatchObject({ tier: 'potential', rfmM: 1, rfmGroup: 'generalRecall' })
    expect(customer.refreshAt).toBeUndefined()
  })

  it('never takes away a tag that a person has set', () => {
    const customer = aCustomer({ tags: [{ name: '潜力', kind: 'manual', at: now }] })
    for (const day of [400, 401, 402, 403]) bought(customer, 100, noon(day))
    expect(customer.traits.tier).toBe('regular')
    expect(tags(customer)).toContain('潜力')
  })
})

describe('the tag of a year’s spend', () => {
  const spent = (customer: Customer) => tags(customer).filter((name) => name.startsWith('年消费'))

  it('is that of the highest bound the spend is above, and one at a time', () => {
    const customer = aCustomer()
    bought(customer, 20_000)
    expect(spent(customer)).toEqual([])
    bought(customer, 1)
    expect(spent(customer)).toEqual(['年消费:超200元'])
    const large = bought(customer, 480_000)
    expect(spent(customer)).toEqual(['年消费:超5000元'])
    refunded(customer, large, 480_000)
    expect(spent(customer)).toEqual(['年消费:超200元'])
  })

  it('goes by the bounds in force', () => {
    const customer = aCustomer()
    bought(customer, 20_000)
    const rfm = { ...defaultBuyerRules.rfm, monetaryFen: [90_000, 50_000, 19_950, 10_000] as const }
    refreshOrderTraits(customer, now, { ...defaultBuyerRules, rfm })
    expect(spent(customer)).toEqual(['年消费:超199.5元'])
  })

  it('is gone once the year is over', () => {
    const customer = aCustomer()
    bought(customer, 600_000)
    refreshOrderTraits(customer, new Date(now.getTime() + 365 * 86_400_000))
    expect(spent(customer)).toEqual([])
  })
})

describe('the last interaction', () => {
  const lastAfter = (name: string, props: Record<string, unknown> = {}) => {
    const customer = aCustomer()
    applyEvent(customer, anEvent({ name, at: now, props }), now)
    return customer.traits.lastInteractionAt
  }
  it.each([
    'order.paid',
    'message.clicked',
    'message.replied',
    'miniprogram.entered',
    'wecom.friend_added',
    'coupon.redeemed',
  ])('is a %s', (name) => {
    expect(lastAfter(name)).toEqual(now)
  })
  it.each(['message.sent', 'message.delivered', 'order.shipped', 'coupon.granted', 'task.created'])(
    'is no %s',
    (name) => {
      expect(lastAfter(name)).toBeUndefined()
    },
  )
  it('is a follow-up somebody was reached in', () => {
    expect(lastAfter('task.done', { result: 'interested' })).toEqual(now)
    expect(lastAfter('task.done', { result: 'unstated' })).toEqual(now)
    expect(lastAfter('task.done', { result: 'notReached' })).toBeUndefined()
  })
})
