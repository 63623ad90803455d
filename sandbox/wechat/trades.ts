import type { PayOrder } from '../wechatpay/state.ts'
import { WechatRefusal } from './call.ts'
import type { WechatWorld } from './world.ts'

/** A payment as the mini-program's trade management files it. */
export interface Trade {
  /** 1 to ship, 2 shipped, 3 received, 5 refunded */
  state: 1 | 2 | 3 | 5
  /** Shipping as it was told, the newest last. */
  shippings: Shipping[]
}

export interface Shipping {
  logisticsType: number
  uploadTime: string
  parcels: Record<string, unknown>[]
}

/** Filed a minute after it was paid. */
const filedAfterMs = 60_000

/** @throws WechatRefusal 10060001 for what is not paid here, or not filed yet */
export function tradeOf(transactionId: string, world: WechatWorld): { trade: Trade; order: PayOrder } {
  const order = [...world.payOrders().values()].find((each) => each.transactionId === transactionId)
  const isFiled =
    order?.paidAt !== undefined && world.clock.now().getTime() - order.paidAt.getTime() >= filedAfterMs
  if (!isFiled) throw new WechatRefusal(10060001, 'payment order not exist')
  const trade = world.state.trades.get(transactionId) ?? { state: 1, shippings: [] }
  if (order.state === 'REFUND') trade.state = 5
  world.state.trades.set(transactionId, trade)
  return { trade, order }
}
