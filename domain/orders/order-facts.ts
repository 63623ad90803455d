import { type OrderState, stateOf } from '../../models/order-standing.ts'
import type { Order, OrderLine } from '../../models/orders.ts'
import { netFen, refundedFen } from '../customers/traits/order-ledger.ts'

/** What one order says, in fen: whoever asks what was earned asks this. */
export interface OrderFacts {
  /** `<system>:<order number>` */
  id: string
  state: OrderState
  /** When it was paid; null while it was not. */
  paidAt: Date | null
  /** What the customer really paid: after discounts and coupons, with freight. */
  paidFen: number
  /** All that was given back; more than was paid is a fault of the shop's data. */
  refundedFen: number
  netFen: number
  /** Whether it was a purchase: paid, and not all of it given back. */
  isCounted: boolean
  discountFen: number
  freightFen: number
  storeId: string | null
  staffId: string | null
  items: OrderLine[]
}

export function orderFacts(order: Order): OrderFacts {
  const { _id: id, payment, placed, refunds } = order
  // As it was paid; as it was placed while it was not.
  const said = payment ?? placed
  const money = {
    ...(payment && { payment: { paidFen: payment.amountFen } }),
    ...(refunds && { refunds }),
  }
  return {
    id,
    state: stateOf(order),
    paidAt: payment?.at ?? null,
    paidFen: payment?.amountFen ?? 0,
    refundedFen: refundedFen(money),
    netFen: netFen(money),
    isCounted: netFen(money) > 0,
    discountFen: said?.discountFen ?? 0,
    freightFen: said?.freightFen ?? 0,
    storeId: said?.storeId ?? null,
    staffId: said?.staffId ?? null,
    items: said?.items ?? [],
  }
}
