import type { OrderState } from '../../models/order-standing.ts'

/** How people read the state of an order, in files and on the page (its own table is held to this one by a test). */
export const orderStateWords: Record<OrderState, string> = {
  created: '待付款',
  paid: '已付款',
  shipped: '已发货',
  received: '已收货',
  closed: '已关闭',
}
