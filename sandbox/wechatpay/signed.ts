import { createCipheriv, type KeyObject, randomBytes, sign } from 'node:crypto'
import { unixSeconds } from '../clock.ts'
import type { PayKeys, SigningKey } from './keys.ts'
import type { PayState } from './state.ts'

/** What signs by platform certificate now. */
export function platformKey({ platform }: PayKeys, { renewed }: PayState) {
  return platform[renewed ? 1 : 0]
}

/** The headers over this body, empty for 204. */
export function signatureHeaders(by: SigningKey, body: string, at: Date): Record<string, string> {
  const timestamp = String(unixSeconds(at))
  const nonce = randomBytes(16).toString('hex')
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': by.serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    'wechatpay-signature': signed(`${timestamp}\n${nonce}\n${body}\n`, by.privateKey),
  }
}

export function signed(message: string, privateKey: KeyObject): string {
  return sign('RSA-SHA256', Buffer.from(message), privateKey).toString('base64')
}

/** The envelope WeChat Pay puts around what only the merchant may read. */
export function sealed(text: string, associatedData: string, apiV3Key: string) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce)
  cipher.setAAD(Buffer.from(associatedData))
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: associatedData,
    ciphertext: bytes.toString('base64'),
  }
}
