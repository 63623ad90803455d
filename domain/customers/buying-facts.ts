import type { Customer } from '../../models/customer.ts'
import { isCycleKnown, overdueDays } from './traits/buying-cycle.ts'
import { countedOrders, netFen, refundedFen } from './traits/order-ledger.ts'

/** What somebody's orders say, in fen. */
export interface BuyingFacts {
  /** Of the orders that count, without what was given back. */
  paidFen: number
  /** All that was given back, whatever was paid. */
  refundedFen: number
  /** Orders that count. */
  orders: number
  averageOrderFen: number | null
  lastOrderAt: Date | null
  lastProductName: string | null
  /** With whether it is sure enough to remind somebody by. */
  cycleDays: number | null
  isCycleKnown: boolean
  nextOrderOn: Date | null
  overdueDays: number
}

export function buyingFacts(
  { orders = [], traits }: Pick<Customer, 'orders' | 'traits'>,
  now: Date,
): BuyingFacts {
  const counted = countedOrders(orders)
  const { averageOrderFen, lastOrderAt, lastProductName, cycleDays, cycleConfidence, nextOrderOn } = traits
  return {
    paidFen: counted.reduce((sum, order) => sum + netFen(order), 0),
    refundedFen: orders.reduce((sum, order) => sum + refundedFen(order), 0),
    orders: counted.length,
    averageOrderFen: typeof averageOrderFen === 'number' ? averageOrderFen : null,
    lastOrderAt: lastOrderAt instanceof Date ? lastOrderAt : null,
    lastProductName: typeof lastProductName === 'string' ? lastProductName : null,
    cycleDays: typeof cycleDays === 'number' ? cycleDays : null,
    isCycleKnown: isCycleKnown(cycleConfidence),
    nextOrderOn: nextOrderOn instanceof Date ? nextOrderOn : null,
    overdueDays: nextOrderOn instanceof Date ? overdueDays(nextOrderOn, now) : 0,
  }
}
