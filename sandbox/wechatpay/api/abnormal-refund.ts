import { constants, privateDecrypt } from 'node:crypto'
import { textOf } from '../fields.ts'
import { planRefundEnd } from '../refund-course.ts'
import { badParameter, badRequest, PayRefusal } from '../refusal.ts'
import type { PayOrder, PayRefund } from '../state.ts'
import { refundView } from '../views.ts'
import type { PayApi, PayCall } from '../world.ts'
import { bodyOf } from './order.ts'

const fields = ['out_refund_no', 'type', 'bank_type', 'bank_account', 'real_name']
/** Debit cards of these banks alone. */
const banks = [
  ...[
    'CMB',
    'COMM',
    'ABC',
    'CCB',
    'ICBC',
    'BOC',
    'PAB',
    'SPDB',
    'CITIC',
    'CEB',
    'CMBC',
    'CIB',
    'GDB',
    'PSBC',
    'NBCB',
  ],
]

/** POST …/refunds/{refund_id}/apply-abnormal-refund: another way for one that cannot reach the payer. */
export const redirectRefund: PayApi = {
  method: 'POST',
  path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)\/apply-abnormal-refund$/,
  handle(call) {
    const body = bodyOf(call, fields)
    const [order, refund] = refundOf(call)
    const number = textOf(body.out_refund_no, 'out_refund_no', 64)
    if (number !== refund.outRefundNo) throw badParameter('out_refund_no is another refund')
    const account = accountOf(body, call)
    if (refund.status !== 'ABNORMAL') throw badRequest('退款单状态不是退款异常')
    refund.status = 'PROCESSING'
    refund.receivedAccount = account
    planRefundEnd(order, refund, { ...call, from: call.world.clock.now() })
    return refundView(order, refund)
  },
}

function refundOf({ named, world }: PayCall): [PayOrder, PayRefund] {
  for (const order of world.state.orders.values()) {
    const refund = order.refunds.find(({ refundId }) => refundId === named)
    if (refund) return [order, refund]
  }
  throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
}

/** Where the money goes, as a query tells it later: never more of a card than its end. */
function accountOf(body: Record<string, unknown>, call: PayCall): string {
  const card = [body.bank_type, body.bank_account, body.real_name]
  if (body.type === 'MERCHANT_BANK_CARD') {
    if (card.some((field) => field !== undefined)) throw badParameter('MERCHANT_BANK_CARD has no card')
    return '商户基本账户'
  }
  if (body.type !== 'USER_BANK_CARD') throw badParameter('type is malformed')
  const bank = /^([A-Z]+)_DEBIT$/.exec(textOf(body.bank_type, 'bank_type', 32))?.[1]
  if (bank === undefined || !banks.includes(bank)) throw badParameter('bank_type is no debit card taken here')
  const account = opened(body.bank_account, 'bank_account', call)
  if (!/^\d{12,30}$/.test(account)) throw badParameter('bank_account is malformed')
  if (opened(body.real_name, 'real_name', call) === '') throw badParameter('real_name is empty')
  return `${bank}借记卡${account.slice(-4)}`
}

/** Sealed for the key Wechatpay-Serial names; anything else is not to be read. */
function opened(value: unknown, name: string, { keys, request }: PayCall): string {
  const serial = request.headers['wechatpay-serial']
  const key = [keys.publicKey, ...keys.platform].find((one) => one.serial === serial)
  if (key === undefined) throw badParameter('Wechatpay-Serial is missing')
  const sealed = Buffer.from(textOf(value, name, 1_024), 'base64')
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    return privateDecrypt({ key: key.privateKey, padding, oaepHash: 'sha1' }, sealed).toString('utf8')
  } catch {
    throw badParameter(`${name} cannot be decrypted`)
  }
}
