import type { Customer } from '../../models/customer.ts'
import { type OrderEntry, orderKey } from '../../models/order-entry.ts'
import type { Announcement } from './changes.ts'
import { netFen, refundedFen } from './traits/order-ledger.ts'

type Ledger = Pick<Customer, 'orders'>

/**
 * What money given back has made of its order since any of `before` knew: `order.refunded_in_full` once nothing is left of it,
 * else `order.refunded_in_part`. A refund told before its payment says so with the payment, and a full refund is told once.
 */
export function refundOutcomes(before: readonly Ledger[], { orders = [] }: Ledger): Announcement[] {
  const refunded = orders.filter((order) => order.payment !== undefined && refundedFen(order) > 0)
  if (refunded.length === 0) return []
  const known = before.flatMap((one) => one.orders ?? [])
  return refunded
    .filter((order) => !known.some((earlier) => isTold(earlier, order)))
    .map((order) => {
      const { id: orderId, system } = order
      const left = netFen(order)
      return {
        name: left === 0 ? 'order.refunded_in_full' : 'order.refunded_in_part',
        props: { orderId, ...(system && { system }), refundedFen: refundedFen(order), netFen: left },
      }
    })
}

const isTold = (earlier: OrderEntry, order: OrderEntry): boolean =>
  orderKey(earlier.id, earlier.system) === orderKey(order.id, order.system) &&
  earlier.payment !== undefined &&
  refundedFen(earlier) > 0 &&
  (refundedFen(earlier) >= refundedFen(order) || netFen(earlier) === 0)
