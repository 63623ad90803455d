import { createCipheriv, createHash, randomBytes } from 'node:crypto'

/** Pads to blocks of 32, not of the cipher's 16. */
const blockBytes = 32

/**
 * Encrypts a callback message (加解密方案, document 91144): AES-256-CBC over 16 random bytes, the length as
 * 4 bytes big-endian, the message and the receiver id.
 */
export function encryptMessage(input: {
  aesKey: string
  message: string
  receiver: string
  random?: Buffer
}): string {
  const key = Buffer.from(`${input.aesKey}=`, 'base64')
  const message = Buffer.from(input.message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const plain = Buffer.concat([input.random ?? randomBytes(16), length, message, Buffer.from(input.receiver)])
  const pad = blockBytes - (plain.length % blockBytes)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64')
}

/** `msg_signature`: SHA-1 of token, timestamp, nonce and cipher text, sorted and joined. */
export function signMessage(token: string, timestamp: string, nonce: string, encrypted: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex')
}
