import { standingOf } from '../../../domain/coupons/coupon-states.ts'
import { type OrderFacts, orderFacts } from '../../../domain/orders/order-facts.ts'
import type { CouponGrant } from '../../../models/coupons.ts'
import type { Order } from '../../../models/orders.ts'

/** Who and what an order's ids stand for. */
export interface OrderNames {
  person: (customerId: string) => { id: string; name: string; phone: string | null }
  store: (storeId: string) => string
  seller: (staffId: string) => string
  batch: (batchId: string) => string
}

export function presentRow(order: Order, names: OrderNames) {
  const facts = orderFacts(order)
  const [system = '', ...number] = order._id.split(':')
  return {
    id: order._id,
    number: number.join(':'),
    system,
    state: facts.state,
    at: order.begunAt ?? order.placed?.at ?? order.payment?.at ?? new Date(0),
    customer: names.person(order.customerId),
    store: facts.storeId === null ? null : { id: facts.storeId, name: names.store(facts.storeId) },
    goods: goodsOf(facts),
    amountFen: order.payment?.amountFen ?? order.placed?.amountFen ?? 0,
    refundedFen: facts.refundedFen,
    netFen: facts.netFen,
  }
}

export function presentOrder(order: Order, coupons: readonly CouponGrant[], names: OrderNames, now: Date) {
  const facts = orderFacts(order)
  const { placed, payment, shippedAt, deliveredAt, receivedAt, closedAt, refunds = [] } = order
  return {
    ...presentRow(order, names),
    seller: facts.staffId === null ? null : { id: facts.staffId, name: names.seller(facts.staffId) },
    paidFen: facts.paidFen,
    discountFen: facts.discountFen,
    freightFen: facts.freightFen,
    lines: facts.items.map(({ productId, name, category, quantity, priceFen }) => ({
      productId: productId ?? null,
      name: name ?? null,
      category: category ?? null,
      quantity: quantity ?? null,
      priceFen: priceFen ?? null,
    })),
    times: {
      placedAt: placed?.at ?? null,
      paidAt: payment?.at ?? null,
      shippedAt: shippedAt ?? null,
      deliveredAt: deliveredAt ?? null,
      receivedAt: receivedAt ?? null,
      closedAt: closedAt ?? null,
    },
    coupons: coupons.map((grant) => ({
      batch: { id: grant.batchId, name: names.batch(grant.batchId) },
      code: grant.code,
      amountFen: grant.amountFen ?? null,
      state: standingOf(grant, now),
    })),
    refunds: [...refunds]
      .sort((a, b) => a.heardAt.getTime() - b.heardAt.getTime())
      .map(({ id, fen, heardAt }) => ({ id, fen, at: heardAt })),
  }
}

function goodsOf({ items }: OrderFacts) {
  return {
    first: items.find(({ name }) => name !== undefined)?.name ?? null,
    pieces: items.reduce((sum, { quantity = 1 }) => sum + quantity, 0),
  }
}
