import { badParameter, PayRefusal } from '../refusal.ts'
import type { PayOrder } from '../state.ts'
import { transactionView } from '../views.ts'
import type { PayApi, PayCall } from '../world.ts'

/** GET /v3/pay/transactions/out-trade-no/{out_trade_no}?mchid= */
export const queryByNumber: PayApi = {
  method: 'GET',
  path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
  handle: (call) => viewOf(call.world.state.orders.get(call.named), call),
}

/** GET /v3/pay/transactions/id/{transaction_id}?mchid= */
export const queryByTransaction: PayApi = {
  method: 'GET',
  path: /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
  handle(call) {
    const orders = [...call.world.state.orders.values()]
    return viewOf(
      orders.find(({ transactionId }) => transactionId === call.named),
      call,
    )
  },
}

function viewOf(order: PayOrder | undefined, { request, world }: PayCall): Record<string, unknown> {
  if (request.query.get('mchid') !== world.settings.wxpayMchid)
    throw badParameter('mchid is not the merchant’s')
  if (order === undefined) throw new PayRefusal(404, 'ORDER_NOT_EXIST', '订单不存在')
  return transactionView(order, world.settings)
}
