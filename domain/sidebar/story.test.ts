import { expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { OrderEntry } from '../../models/order-entry.ts'
import { storyOf } from './story.ts'

const now = new Date('2026-12-03T06:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const profile = { registeredAt: daysAgo(300) }
const nobody: Pick<Customer, 'orders' | 'traits' | 'profile' | 'cases'> = { traits: {}, profile }
const order = (id: string, paidFen: number): OrderEntry => ({
  id,
  payment: { event: `paid:${id}`, heardAt: daysAgo(43), at: daysAgo(43), paidFen },
})

it('of somebody new says where they come from and that they bought nothing yet', () => {
  expect(storyOf({ ...nobody, profile: { ...profile, sourceChannel: '抖音' } }, { viewed: [] }, now)).toEqual(
    ['抖音来的，还没下过单。'],
  )
})

it('of a buyer says what they spent, when and on what, and what they do now', () => {
  const traits = { lastOrderAt: daysAgo(43), lastProductName: '玫瑰精华水', lastSeenAt: daysAgo(31) }
  const coupon = { name: '满200减50', code: 'K', validUntil: now }
  const facts = { viewed: ['玫瑰精华水'], coupon }
  expect(
    storyOf({ ...nobody, traits, orders: [order('1', 30_000), order('2', 28_400)] }, facts, now),
  ).toEqual([
    '买过 2 单 ¥584.00，最近一次是 43 天前买的玫瑰精华水。',
    '31 天没来小程序，近来看过玫瑰精华水，手里有「满200减50」还没用。',
  ])
})

it('warns of what is open, a complaint before a refund, and of nothing that ended', () => {
  const refund = { key: 'refund:1', openedAt: daysAgo(2) }
  const complaint = { key: 'complaint:1', openedAt: daysAgo(2) }
  const told = (cases: Customer['cases']) => storyOf({ ...nobody, cases }, { viewed: [] }, now)[1]
  expect(told([refund])).toBe('有退款还在处理，先别推销。')
  expect(told([refund, complaint])).toBe('有投诉还没处理完，先把这件事说好。')
  expect(told([{ ...complaint, closedAt: daysAgo(1) }])).toBeUndefined()
  expect(told([{ ...complaint, openedAt: now, closedAt: daysAgo(1) }])).toBe(
    '有投诉还没处理完，先把这件事说好。',
  )
})
