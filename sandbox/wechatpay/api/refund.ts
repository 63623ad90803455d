import { fenOf, notifyUrlOf, objectOf, optionalTextOf, textOf } from '../fields.ts'
import { planRefundEnd } from '../refund-course.ts'
import { badParameter, badRequest, PayRefusal } from '../refusal.ts'
import { aNumber, balanceFen, type PayOrder, type PayRefund, refundedFen } from '../state.ts'
import { refundView } from '../views.ts'
import type { PayApi, PayCall, PayWorld } from '../world.ts'
import { bodyOf } from './order.ts'

const refundableMs = 365 * 86_400_000
const mostRefunds = 50
const apartMs = 60_000

const fields = ['transaction_id', 'out_trade_no', 'out_refund_no', 'reason', 'notify_url', 'amount']

/** POST /v3/refund/domestic/refunds: the same number with the same words is the same refund. */
export const refundOrder: PayApi = {
  method: 'POST',
  path: /^\/v3\/refund\/domestic\/refunds$/,
  handle(call) {
    const body = bodyOf(call, fields)
    const number = textOf(body.out_refund_no, 'out_refund_no', 64)
    if (!/^[0-9A-Za-z_\-|*@]+$/.test(number)) throw badParameter('out_refund_no is malformed')
    const order = orderOf(body, call.world)
    const amount = objectOf(body.amount, 'amount', ['refund', 'total', 'currency'])
    if (amount.currency !== 'CNY') throw badParameter('amount.currency is not CNY')
    if (fenOf(amount.total, 'amount.total') !== order.totalFen) throw badRequest('订单金额与原订单不一致')
    const fen = fenOf(amount.refund, 'amount.refund')
    const asked = call.request.body.toString('utf8')
    const known = order.refunds.find(({ outRefundNo }) => outRefundNo === number)
    if (known && known.asked !== asked) throw badRequest('退款单号已存在，参数与首次请求时不一致')
    if (known) return refundView(order, known)
    refuseUnlessDue(order, fen, call)
    const refund = begun(order, call.world, {
      outRefundNo: number,
      asked,
      fen,
      reason: optionalTextOf(body.reason, 'reason', 80),
      notifyUrl: body.notify_url === undefined ? undefined : notifyUrlOf(body.notify_url),
    })
    planRefundEnd(order, refund, call)
    return refundView(order, refund)
  },
}

/** GET /v3/refund/domestic/refunds/{out_refund_no} */
export const queryRefund: PayApi = {
  method: 'GET',
  path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
  handle({ named, world }) {
    for (const order of world.state.orders.values()) {
      const refund = order.refunds.find(({ outRefundNo }) => outRefundNo === named)
      if (refund) return refundView(order, refund)
    }
    throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  },
}

function orderOf(body: Record<string, unknown>, { state }: PayWorld): PayOrder {
  const { transaction_id: transactionId, out_trade_no: outTradeNo } = body
  if ((transactionId === undefined) === (outTradeNo === undefined)) {
    throw badParameter('one of transaction_id and out_trade_no is needed')
  }
  const order = [...state.orders.values()].find((one) =>
    transactionId === undefined ? one.outTradeNo === outTradeNo : one.transactionId === transactionId,
  )
  if (order?.paidAt === undefined) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  return order
}

function refuseUnlessDue(order: PayOrder, fen: number, { world }: PayCall): void {
  const now = world.clock.now().getTime()
  if (now - (order.paidAt as Date).getTime() > refundableMs) throw badRequest('订单已超过可退款的最大期限')
  if (order.refunds.length >= mostRefunds) throw badRequest('部分退款次数超限')
  const last = order.refunds.at(-1)
  if (last && now - last.createdAt.getTime() < apartMs) {
    throw new PayRefusal(429, 'FREQUENCY_LIMITED', '频率限制')
  }
  if (refundedFen(order) + fen > order.totalFen) throw badRequest('申请退款金额大于订单可退金额')
  if (balanceFen(world.state) < fen) throw new PayRefusal(403, 'NOT_ENOUGH', '基本账户余额不足')
}

function begun(
  order: PayOrder,
  { state, clock }: PayWorld,
  asked: Pick<PayRefund, 'outRefundNo' | 'asked' | 'fen' | 'reason' | 'notifyUrl'>,
): PayRefund {
  const before = refundedFen(order)
  const payerPart = (fen: number) => Math.floor((fen * (order.totalFen - order.couponFen)) / order.totalFen)
  const refund: PayRefund = {
    ...asked,
    refundId: aNumber(state, '5030'),
    payerFen: payerPart(before + asked.fen) - payerPart(before),
    status: 'PROCESSING',
    createdAt: clock.now(),
  }
  order.refunds.push(refund)
  order.state = 'REFUND'
  state.movements.push({
    at: refund.createdAt,
    kind: 'refunded',
    outTradeNo: order.outTradeNo,
    transactionId: order.transactionId as string,
    outRefundNo: refund.outRefundNo,
    refundId: refund.refundId,
    fen: refund.fen,
    payerFen: refund.payerFen,
  })
  return refund
}
