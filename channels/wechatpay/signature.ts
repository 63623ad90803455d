import { type KeyObject, verify } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'

/** What the headers say about a message, and the message as it came. */
export interface SignedMessage {
  header(name: string): string | undefined
  body: Buffer
}

export type SignatureFault = 'unsigned' | 'stale' | 'probe' | 'unknownKey' | 'signature'

/** More than this old, or ahead, is a repeat by somebody else (pay.weixin.qq.com: 签名验证). */
const windowMs = 300_000
/** WeChat Pay sends wrong signatures on purpose to see that they are refused. */
const probeMark = 'WECHATPAY/SIGNTEST/'

/** Tells what is wrong with a signature; null = nothing. The key is chosen by the serial each time: both kinds come mixed. */
export function createSignatureCheck(deps: {
  keyOf(serial: string): Promise<KeyObject | undefined>
  clock: Clock
}) {
  return async ({ header, body }: SignedMessage): Promise<SignatureFault | null> => {
    const timestamp = header('wechatpay-timestamp')
    const nonce = header('wechatpay-nonce')
    const serial = header('wechatpay-serial')
    const signature = header('wechatpay-signature')
    if (!timestamp || nonce === undefined || !serial || !signature) return 'unsigned'
    if (signature.startsWith(probeMark)) return 'probe'
    const offMs = Math.abs(deps.clock.now().getTime() - Number(timestamp) * 1_000)
    if (!/^\d{1,12}$/.test(timestamp) || offMs > windowMs) return 'stale'
    const key = await deps.keyOf(serial)
    if (key === undefined) return 'unknownKey'
    const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
    return verify('RSA-SHA256', message, key, Buffer.from(signature, 'base64')) ? null : 'signature'
  }
}
