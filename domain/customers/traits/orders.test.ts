import { describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aCustomer, anEvent } from '../../audience/testing/people.ts'
import { applyEvent } from '../apply-event.ts'
import { buyingCycleDays, purchaseOccasions } from './buying-cycle.ts'
import { refreshOrderTraits } from './orders.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const dayMs = 86_400_000
const noon = (day: number) => new Date(Date.parse('2025-01-01T12:00:00+08:00') + day * dayMs)
const cycleOf = (...days: number[]) => buyingCycleDays(purchaseOccasions(days.map(noon)))

let orders = 0
function bought(customer: Customer, fen: number, at = now): string {
  const orderId = `o${++orders}`
  applyEvent(customer, anEvent({ at, props: { orderId, amountFen: fen } }), now)
  return orderId
}
function refunded(customer: Customer, orderId: string, fen: number): void {
  applyEvent(customer, anEvent({ name: 'order.refunded', at: now, props: { orderId, amountFen: fen } }), now)
}
const tags = ({ tags }: Customer) => tags.map(({ name }) => name)

describe('the purchase cycle', () => {
  it.each([
    { days: [0], cycle: null },
    { days: [0, 28], cycle: 28 },
    { days: [0, 30, 60], cycle: 30 },
    { days: [0, 28, 63], cycle: 32 },
    { days: [0, 0, 30, 31, 61], cycle: 30 },
    { days: [0, 30, 31, 61, 91, 121], cycle: 30 },
    { days: [0, 400], cycle: null },
  ])('of purchases on days $days is $cycle', ({ days, cycle }) => {
    expect(cycleOf(...days)).toBe(cycle)
  })

  it('is of local days: an order every 23.5 hours is one a day', () => {
    const times = Array.from({ length: 20 }, (_, n) => noon((n * 23.5) / 24))
    expect(buyingCycleDays(purchaseOccasions(times))).toBe(1)
  })

  it('lets the next order be expected on a day, whatever hour the last one came', () => {
    const customer = aCustomer()
    bought(customer, 100, new Date('2026-01-01T23:30:00+08:00'))
    bought(customer, 100, new Date('2026-01-31T00:30:00+08:00'))
    expect(customer.traits).toMatchObject({
      cycleDays: 30,
      nextOrderOn: new Date('2026-03-02T00:00:00+08:00'),
    })
  })

  it('is gone with the order that made it, when that is refunded in full', () => {
    const customer = aCustomer()
    bought(customer, 100, new Date('2026-01-01T10:00:00+08:00'))
    const second = bought(customer, 100, new Date('2026-01-31T10:00:00+08:00'))
    refunded(customer, second, 100)
    expect(customer.traits).not.toHaveProperty('cycleDays')
    expect(customer.traits).not.toHaveProperty('nextOrderOn')
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
    const due = customer.refreshAt as Date
    refreshOrderTraits(customer, new Date(due.getTime() - 1))
    expect(customer.traits.tier).toBe('high')
    refreshOrderTraits(customer, due)
    expect(customer.traits.tier).toBe('potential')
  })

  it('never takes away a tag that a person has set', () => {
    const customer = aCustomer({ tags: [{ name: '潜力', kind: 'manual', at: now }] })
    for (const day of [400, 401, 402, 403]) bought(customer, 100, noon(day))
    expect(customer.traits.tier).toBe('regular')
    expect(tags(customer)).toContain('潜力')
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
