import type { Customer } from '../../models/customer.ts'
import type { OrderStore } from '../../models/orders.ts'
import { type OrderFacts, orderFacts } from './order-facts.ts'

/** The orders of one person, also from before a merge: the newest payment first, then those nobody paid. */
export async function ordersOf(
  store: Pick<OrderStore, 'ofCustomers'>,
  { _id, mergedFrom }: Pick<Customer, '_id' | 'mergedFrom'>,
  limit: number,
): Promise<OrderFacts[]> {
  const orders = await store.ofCustomers([_id, ...mergedFrom], limit)
  const timeOf = ({ paidAt }: OrderFacts): number => paidAt?.getTime() ?? 0
  return orders.map(orderFacts).sort((a, b) => timeOf(b) - timeOf(a) || (a.id < b.id ? -1 : 1))
}
