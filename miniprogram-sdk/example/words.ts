import type { Coupon, Order, Refund } from '../kelu.ts'

/** How things stand, as customers read it. */
export const orderWords: Record<Order['state'], string> = {
  created: '待付款',
  paid: '待发货',
  shipped: '待收货',
  received: '已完成',
  closed: '已关闭',
}

const refundWords: Record<string, string> = {
  requested: '退款待审核',
  refused: '退款未通过',
  pending: '退款中',
  done: '已退款',
  failed: '退款失败',
}

export const refundText = ({ fen, state }: Refund): string =>
  `${refundWords[state] ?? state} ￥${(fen / 100).toFixed(2)}`

export const couponWords: Record<Coupon['state'], string> = {
  granted: '可用',
  locked: '已用在未付款的订单上',
  redeemed: '已使用',
  returned: '可用',
  expired: '已过期',
}
