import type { SandboxSettings } from '../contract.ts'
import { rfc3339 } from './fields.ts'
import type { PayOrder, PayRefund } from './state.ts'

const words = { NOTPAY: '订单未支付', SUCCESS: '支付成功', REFUND: '转入退款', CLOSED: '订单已关闭' }

/** An order as a query tells it, and a notice once it is paid. */
export function transactionView(order: PayOrder, settings: SandboxSettings): Record<string, unknown> {
  const { outTradeNo, state, openid, totalFen, couponFen, transactionId, paidAt, attach } = order
  const about = {
    appid: settings.mpAppId,
    mchid: settings.wxpayMchid,
    out_trade_no: outTradeNo,
    trade_state: state,
    trade_state_desc: words[state],
    payer: { openid },
  }
  // Of what was never paid a query tells neither number nor type nor the payer's part.
  if (transactionId === undefined || paidAt === undefined) {
    return { ...about, amount: { total: totalFen, currency: 'CNY' } }
  }
  return {
    ...about,
    transaction_id: transactionId,
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    ...(attach !== undefined && { attach }),
    success_time: rfc3339(paidAt),
    amount: {
      total: totalFen,
      payer_total: totalFen - couponFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
    ...(couponFen > 0 && {
      promotion_detail: [
        {
          coupon_id: '109519',
          name: '微信立减',
          scope: 'GLOBAL',
          type: 'CASH',
          amount: couponFen,
          currency: 'CNY',
        },
      ],
    }),
  }
}

const amountOf = (order: PayOrder, { fen, payerFen }: PayRefund) => ({
  total: order.totalFen,
  refund: fen,
  payer_total: order.totalFen - order.couponFen,
  payer_refund: payerFen,
})

/** A refund as asking for it and querying it tell it. */
export function refundView(order: PayOrder, refund: PayRefund): Record<string, unknown> {
  const { fen, payerFen } = refund
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    channel: refund.receivedAccount === undefined ? 'ORIGINAL' : 'OTHER_BANKCARD',
    user_received_account: refund.receivedAccount ?? '支付用户零钱',
    ...(refund.successAt && { success_time: rfc3339(refund.successAt) }),
    create_time: rfc3339(refund.createdAt),
    status: refund.status,
    funds_account: 'UNSETTLED',
    amount: {
      ...amountOf(order, refund),
      settlement_refund: fen,
      settlement_total: order.totalFen,
      discount_refund: fen - payerFen,
      currency: 'CNY',
    },
  }
}

/** A refund as a notice tells it: other words for the same. */
export function refundNoticeView(order: PayOrder, refund: PayRefund, settings: SandboxSettings) {
  return {
    mchid: settings.wxpayMchid,
    out_trade_no: order.outTradeNo,
    transaction_id: order.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: refund.status,
    ...(refund.successAt && { success_time: rfc3339(refund.successAt) }),
    user_received_account: refund.receivedAccount ?? '支付用户零钱',
    amount: amountOf(order, refund),
  }
}
