import { constants, type KeyObject, publicEncrypt } from 'node:crypto'

/** A field only WeChat Pay can read: RSA-OAEP with SHA-1, base64 (pay.weixin.qq.com: 敏感信息加密). */
export const sealedField = (text: string, key: KeyObject): string =>
  publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(text),
  ).toString('base64')
