import type { Attribution } from '../../models/attributions.ts'
import type { Order } from '../../models/orders.ts'
import { localTime } from '../local-time.ts'
import { orderFacts } from '../orders/order-facts.ts'
import type { Contact } from './contact.ts'
import { groupBefore } from './customer-group.ts'
import { pathOf } from './path-of.ts'
import type { AttributionRules } from './rules.ts'
import { wayOf } from './way-of.ts'

/** All there is of one person, by every id they ever had. */
export interface PersonHistory {
  customerId: string
  isTest: boolean
  orders: readonly Order[]
  contacts: readonly Contact[]
  /** Worth of the coupons redeemed with an order, by its id. */
  couponFen: ReadonlyMap<string, number>
}

/**
 * Pure: what one person's orders are attributed to, those paid since then, in the order they were paid. An order that was not paid,
 * or was given back in full, and every order of a test customer, is in no figure.
 */
export function attributePerson(
  { customerId, isTest, orders, contacts, couponFen }: PersonHistory,
  rules: AttributionRules,
  since = new Date(0),
): Attribution[] {
  if (isTest) return []
  const bought = orders
    .flatMap((order) => {
      const { isCounted, paidAt, netFen, storeId } = orderFacts(order)
      return isCounted && paidAt !== null ? [{ _id: order._id, paidAt, netFen, storeId }] : []
    })
    .sort((a, b) => a.paidAt.getTime() - b.paidAt.getTime() || (a._id < b._id ? -1 : 1))
  return bought.flatMap((order, place) => {
    const { _id, paidAt, netFen, storeId } = order
    if (paidAt < since) return []
    const path = pathOf(order, contacts, rules.windowDays)
    return [
      {
        ...{ _id, customerId, paidAt, netFen, weekday: localTime(paidAt).weekday },
        ...(storeId !== null && { storeId }),
        group: groupBefore(paidAt, bought.slice(0, place), rules),
        couponFen: couponFen.get(_id) ?? 0,
        path,
        way: wayOf(path),
      },
    ]
  })
}
