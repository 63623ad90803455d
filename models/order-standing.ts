import type { Order } from './orders.ts'

/** How far an order has come; no state goes back. Refunds are a ledger beside it. */
export const orderStates = ['created', 'paid', 'shipped', 'received', 'closed'] as const
export type OrderState = (typeof orderStates)[number]

/** What lists of orders are narrowed and put in order by: it follows from the rest, and is written with it. */
export interface OrderStanding {
  /** The first moment anything is known of. */
  begunAt?: Date
  state?: OrderState
  /** The shop's id of the store. */
  storeId?: string
}

/** The order with what follows from it. */
export function withStanding(order: Order): Order {
  const storeId = order.payment?.storeId ?? order.placed?.storeId
  return {
    ...order,
    begunAt: begunAt(order),
    state: stateOf(order),
    ...(storeId !== undefined && { storeId }),
  }
}

/** An order that was closed before it was paid stays closed: its money goes back by itself. */
export function stateOf({ payment, shippedAt, deliveredAt, receivedAt, closedAt }: Order): OrderState {
  if (closedAt !== undefined && (payment === undefined || closedAt < payment.at)) return 'closed'
  if (receivedAt !== undefined) return 'received'
  if (shippedAt !== undefined || deliveredAt !== undefined) return 'shipped'
  return payment === undefined ? 'created' : 'paid'
}

function begunAt(order: Order): Date {
  const { own, placed, payment, refunds = [], shippedAt, deliveredAt, receivedAt, closedAt } = order
  const known = [own?.createdAt, placed?.at, payment?.at, shippedAt, deliveredAt, receivedAt, closedAt]
  const moments = [...known, ...refunds.map(({ heardAt }) => heardAt)].flatMap((at) => at?.getTime() ?? [])
  return new Date(moments.length === 0 ? 0 : Math.min(...moments))
}
