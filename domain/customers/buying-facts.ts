import type { Customer } from '../../models/customer.ts'

/** What the orders that are kept say, in fen. */
export interface BuyingFacts {
  paidFen: number
  refundedFen: number
  /** Orders that were paid; those refunded in full among them. */
  orders: number
}

export function buyingFacts({ orders = [] }: Pick<Customer, 'orders'>): BuyingFacts {
  const facts = { paidFen: 0, refundedFen: 0, orders: 0 }
  for (const { fen, refundedFen = 0 } of orders) {
    if (fen === undefined) continue
    facts.orders += 1
    facts.refundedFen += Math.min(refundedFen, fen)
    facts.paidFen += Math.max(0, fen - refundedFen)
  }
  return facts
}
