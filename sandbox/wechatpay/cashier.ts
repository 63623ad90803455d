import { verify } from 'node:crypto'
import type { CashierCall } from '../contract.ts'
import type { PayKeys } from './keys.ts'

/**
 * Why the phone does not open the cashier; undefined when it does.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791857 (JSAPI调起支付)
 */
export function cashierFault(call: CashierCall, appid: string, { merchant }: PayKeys): string | undefined {
  const { timeStamp, nonceStr, package: inside, signType, paySign } = call
  // Seconds, as a text: a number is refused on some phones.
  if (typeof timeStamp !== 'string' || !/^\d{10}$/.test(timeStamp)) return 'timeStamp'
  if (typeof nonceStr !== 'string' || nonceStr === '' || nonceStr.length > 32) return 'nonceStr'
  if (!inside.startsWith('prepay_id=')) return 'package'
  if (signType !== 'RSA') return 'signType'
  const message = Buffer.from(`${appid}\n${timeStamp}\n${nonceStr}\n${inside}\n`)
  const isSigned = verify('RSA-SHA256', message, merchant.publicKey, Buffer.from(paySign, 'base64'))
  return isSigned ? undefined : '支付验证签名失败'
}
