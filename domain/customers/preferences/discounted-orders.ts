import type { Judge } from './evidence.ts'

/** 价格敏感: who mostly buys for less, or for much less. */
export const discountedOrders: Judge<'discountedOrders'> = (rule, { orders }) => {
  if (orders.length < rule.minCount) return []
  const discounted = orders.filter(({ payment }) => (payment.discountFen ?? 0) > 0)
  const offFen = discounted.reduce((sum, { payment }) => sum + (payment.discountFen ?? 0), 0)
  const paidFen = orders.reduce((sum, { payment }) => sum + payment.paidFen, 0)
  const share = discounted.length / orders.length
  const discountShare = offFen / (paidFen + offFen)
  if (share < rule.minShare && discountShare < rule.minDiscountShare) return []
  const by = discounted.map(({ payment: { event, at } }) => ({ event, at }))
  return [{ tag: rule.tag, count: by.length, of: orders.length, share, discountShare, by }]
}
