import { badParameter, PayRefusal } from '../refusal.ts'
import type { PayApi } from '../world.ts'
import { bodyOf } from './order.ts'

/** POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close */
export const closeOrder: PayApi = {
  method: 'POST',
  path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/,
  handle(call) {
    const { mchid } = bodyOf(call, ['mchid'])
    if (mchid !== call.world.settings.wxpayMchid) throw badParameter('mchid is not the merchant’s')
    const order = call.world.state.orders.get(call.named)
    if (order === undefined) throw new PayRefusal(404, 'ORDER_NOT_EXIST', '订单不存在')
    if (order.state === 'CLOSED') throw new PayRefusal(400, 'ORDER_CLOSED', '订单已关闭')
    if (order.state !== 'NOTPAY') throw new PayRefusal(400, 'ORDER_PAID', '订单已支付')
    // Nothing was too frequent: this is what somebody typing the password is told as.
    if (order.typing) throw new PayRefusal(429, 'FREQUENCY_LIMITED', '频率超限')
    order.state = 'CLOSED'
    return undefined
  },
}
