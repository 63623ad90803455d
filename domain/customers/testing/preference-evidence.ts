import type { KeluEvent } from '../../../models/event.ts'
import type { OrderEntry } from '../../../models/order-entry.ts'
import { anEvent } from '../../audience/testing/people.ts'
import type { CategoryRule, DiscountRule, PromotionRule, TopicRule } from '../../language/preference-rule.ts'
import type { RuleInForce } from '../preferences/preferences-of.ts'

/** The rules Kelu comes with, each in its first version. */
export const discountRule: DiscountRule = {
  id: 'price-sensitive',
  name: '价格敏感',
  tag: '价格敏感',
  windowDays: 180,
  evidence: 'discountedOrders',
  minCount: 3,
  minShare: 0.6,
  minDiscountShare: 0.2,
}
export const promotionRule: PromotionRule = {
  id: 'promotion-minded',
  name: '关注促销',
  tag: '关注促销',
  windowDays: 90,
  evidence: 'promotionClicks',
  minCount: 3,
  minShare: 0.5,
}
export const categoryRule: CategoryRule = {
  id: 'favourite-category',
  name: '偏好类目',
  tag: '偏好{类目}',
  windowDays: 180,
  evidence: 'categories',
  weights: { view: 1, cart: 3, order: 5 },
  halfLifeDays: 30,
  minCount: 1,
  minScore: 5,
  minShare: 0.35,
  atMost: 2,
}
export const topicRule: TopicRule = {
  id: 'favourite-topic',
  name: '偏好内容主题',
  tag: '偏好{主题}',
  windowDays: 90,
  evidence: 'topics',
  minCount: 3,
  minDays: 2,
  minShare: 0.4,
}

export const inForce = (...rules: RuleInForce['rule'][]): RuleInForce[] =>
  rules.map((rule) => ({ rule, version: `${rule.id}@1` }))

/** 1 March 2026, 03:00: windows end with February. */
export const refreshedAt = new Date('2026-03-01T03:00:00+08:00')

/** Noon of a day so many days before the refresh. */
export const daysBefore = (days: number, hour = 12): Date =>
  new Date(Date.parse('2026-03-01T00:00:00+08:00') - days * 86_400_000 + hour * 3_600_000)

export function did(name: string, props: KeluEvent['props'], at: Date = daysBefore(1)): KeluEvent {
  return anEvent({ name, props, at, receivedAt: at })
}

/** An order in the ledger, and the event that told of it. */
export function ordered(
  id: string,
  { at = daysBefore(1), paidFen = 10_000, discountFen = 0, refundedFen = 0, items = [] as object[] } = {},
): { order: OrderEntry; event: KeluEvent } {
  const event = did('order.paid', { orderId: id, amountFen: paidFen, items }, at)
  const payment = { event: event._id, heardAt: at, at, paidFen, ...(discountFen > 0 && { discountFen }) }
  const refunds = [{ id: `r${id}`, fen: refundedFen, heardAt: at }]
  return { event, order: { id, payment, ...(refundedFen > 0 && { refunds }) } }
}
