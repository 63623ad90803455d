import { decrypt, getSignature } from '@wecom/crypto'
import { describe, expect, it } from 'vitest'
import { encryptMessage, signMessage } from './callback-crypto.ts'

// The published example of 加解密方案 (document 91144).
const example = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiver: 'wx5823bf96d3bd56c7',
  timestamp: '1409659589',
  nonce: '263014780',
  random: Buffer.from('c41b64491c2468d0'),
  message: '1616140317555161061',
  encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
}

describe('callback encryption', () => {
  it('gives the cipher text of the published example', () => {
    expect(encryptMessage(example)).toBe(example.encrypted)
  })

  it('gives the signature of the published example', () => {
    const { token, timestamp, nonce, encrypted, signature } = example
    expect(signMessage(token, timestamp, nonce, encrypted)).toBe(signature)
  })

  it.each([0, 1, 11, 12, 31, 32, 33, 5_000])(
    'is read by @wecom/crypto for a message of %i bytes',
    (length) => {
      const message = 'x'.repeat(length)
      const encrypted = encryptMessage({ aesKey: example.aesKey, message, receiver: 'ww1' })
      // Blocks of 32, not of the cipher's 16.
      expect(Buffer.from(encrypted, 'base64').length % 32).toBe(0)
      const read = decrypt(example.aesKey, encrypted)
      expect({ message: read.message, id: read.id }).toEqual({ message, id: 'ww1' })
    },
  )

  it('signs as @wecom/crypto does', () => {
    expect(signMessage('zeta', '1772413200', '7', 'abc+/=')).toBe(
      getSignature('zeta', 1772413200, 7, 'abc+/='),
    )
  })
})
