import { type FaultPoint, points } from '../kill/fault-points.ts'

/**
 * Where a Kelu that sells is killed: between every two steps of an order, from the wish to place it to the bill that tells of its
 * refund. What lies before a step lies behind the one before it, so of most the moment behind is enough; a call of WeChat Pay has both.
 */
export const orderPoints: FaultPoint[] = [
  // Placed: an intent, what it takes one by one, the decision, the order, the event.
  ...points('intents.begin', 12, 'before', 'after'),
  ...points('skus.hold', 12, 'after'),
  ...points('coupons.lock', 5, 'before', 'after'),
  ...points('intents.take', 12, 'after'),
  ...points('orders.place', 12, 'after'),
  ...points('tell.order.created', 12, 'after'),
  ...points('intents.finish', 12, 'after'),
  // Not placed after all: sold out between the price and the hold.
  ...points('intents.undo', 3, 'after'),
  ...points('intents.refuse', 3, 'before', 'after'),
  ...points('intents.close', 2, 'after'),
  // A way to pay.
  ...points('pay.prepare', 10, 'before', 'after'),
  ...points('orders.prepay', 10, 'after'),
  // Paid: heard, decided, and what follows.
  ...points('inbox.insert', 10, 'before', 'after'),
  ...points('pay.query', 2, 'after'),
  ...points('orders.paid', 10, 'before', 'after'),
  ...points('skus.sell', 10, 'after'),
  ...points('tell.order.paid', 10, 'after'),
  ...points('coupons.redeem', 3, 'after'),
  ...points('orders.followed', 10, 'before', 'after'),
  ...points('inbox.close', 10, 'before', 'after'),
  // Not paid: from now on nobody can, then query, close, query, and what follows.
  ...points('orders.ending', 3, 'after'),
  ...points('pay.close', 2, 'before', 'after'),
  ...points('orders.closed', 3, 'before', 'after'),
  ...points('skus.release', 3, 'after'),
  ...points('tell.order.closed', 3, 'after'),
  ...points('coupons.letGo', 2, 'after'),
  // Money asked back, agreed to, asked for, and back.
  ...points('orders.refundAsked', 3, 'after'),
  ...points('tell.order.refund_requested', 3, 'after'),
  ...points('orders.refundAgreed', 3, 'after'),
  ...points('orders.refundSent', 3, 'after'),
  ...points('pay.refund', 3, 'before', 'after'),
  ...points('orders.refundTaken', 3, 'after'),
  ...points('tell.order.refunded', 3, 'after'),
  ...points('coupons.return', 2, 'after'),
  ...points('orders.refundDone', 3, 'before', 'after'),
  // 对账.
  ...points('pay.tradeBill', 1, 'after'),
  ...points('pay.fundBill', 1, 'after'),
  ...points('days.done', 1, 'before', 'after'),
]
