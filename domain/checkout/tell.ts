import type { CouponGrant } from '../../models/coupons.ts'
import type { OwnOrder } from '../../models/own-order.ts'
import type { Customers, NewEvent } from '../customers/contract.ts'
import { numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'

/** Tells what became of an own order: under an id of its own, so that telling it again is nothing new. */
export function createTell(customers: Pick<Customers, 'hear'>) {
  function tell(
    order: OwnOrderDocument,
    name: NewEvent['name'],
    at: Date,
    more: object = {},
    id = '',
  ): Promise<void> {
    return customers.hear({
      _id: `${order._id}:${name}${id && `:${id}`}`,
      customerId: order.customerId,
      name,
      at,
      props: { orderId: numberOf(order), system: 'kelu', ...more },
      source: 'kelu',
    })
  }

  return {
    created: (order: OwnOrderDocument) =>
      tell(order, 'order.created', order.own.createdAt, saidOf(order.own)),
    paid: (order: OwnOrderDocument, at: Date) => tell(order, 'order.paid', at, saidOf(order.own)),
    /** Under the id the shop's report of it would have. */
    redeemed: (order: OwnOrderDocument, at: Date, { _id, batchId, code, amountFen }: CouponGrant) =>
      customers.hear({
        _id: `redeemed:${_id}:${numberOf(order)}`,
        customerId: order.customerId,
        name: 'coupon.redeemed',
        at,
        props: { batchId, code, orderId: numberOf(order), ...(amountFen !== undefined && { amountFen }) },
        source: 'kelu',
      }),
    closed: (order: OwnOrderDocument, at: Date, reason: string) =>
      tell(order, 'order.closed', at, { ...saidOf(order.own), reason }),
    shipped: (order: OwnOrderDocument, at: Date, parcel: { carrier?: string; trackingNo?: string }) =>
      tell(order, 'order.shipped', at, parcel),
    received: (order: OwnOrderDocument, at: Date) => tell(order, 'order.received', at),
    refundRequested: (order: OwnOrderDocument, { refundNo, fen, reason, at }: AskedRefund) =>
      tell(order, 'order.refund_requested', at, { refundId: refundNo, amountFen: fen, reason }, refundNo),
    refunded: (order: OwnOrderDocument, { refundNo, fen, at }: Omit<AskedRefund, 'reason'>) =>
      tell(order, 'order.refunded', at, { refundId: refundNo, amountFen: fen }, refundNo),
  }
}

interface AskedRefund {
  refundNo: string
  fen: number
  reason: string
  at: Date
}

function saidOf({ totalFen, discountFen, freightFen, lines }: OwnOrder) {
  return {
    amountFen: totalFen,
    discountFen,
    freightFen,
    items: lines.map(({ productId, name, category, quantity, unitFen: priceFen }) => ({
      productId,
      name,
      ...(category !== undefined && { category }),
      quantity,
      priceFen,
    })),
  }
}
