import type { Entering } from '../../models/campaign-reader.ts'
import type { Order } from '../../models/orders.ts'
import { orderFacts } from '../orders/order-facts.ts'

/** Which of somebody's passages counts them for a figure. */
export const memberships = ['entered', 'held', 'reached'] as const
export type Membership = (typeof memberships)[number]

/**
 * The passage by which one person is counted: the first of those that make them one. Null where they are none: who is in the control
 * group of one flow but entered another has entered.
 */
export function countedBy(membership: Membership, passages: readonly Entering[]): Entering | null {
  const treated = passages.filter(({ holdout }) => !holdout)
  switch (membership) {
    case 'entered':
      return firstOf(treated)
    case 'held':
      return treated.length > 0 ? null : firstOf(passages)
    case 'reached':
      return firstOf(treated.filter(({ goalMetAt }) => goalMetAt !== undefined && goalMetAt !== null))
  }
}

function firstOf(passages: readonly Entering[]): Entering | null {
  return passages.reduce<Entering | null>(
    (first, each) => (first === null || isBefore(each, first) ? each : first),
    null,
  )
}

export function isBefore(a: Pick<Entering, '_id' | 'startedAt'>, b: Pick<Entering, '_id' | 'startedAt'>) {
  const apart = a.startedAt.getTime() - b.startedAt.getTime()
  return apart < 0 || (apart === 0 && a._id < b._id)
}

/** What an order brings a campaign that its customer entered then: null unless it counts and was paid no earlier. */
export function broughtBy(order: Order, enteredAt: Date): { paidAt: Date; netFen: number } | null {
  const { isCounted, paidAt, netFen } = orderFacts(order)
  if (!isCounted || paidAt === null || paidAt < enteredAt) return null
  return { paidAt, netFen }
}
