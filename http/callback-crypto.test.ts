import { createCipheriv } from 'node:crypto'
import * as oracle from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallbackKeys, createCallbackCrypto } from './callback-crypto.ts'

const keys: CallbackKeys = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiver: 'wx5823bf96d3bd56c7',
}
const vector = {
  timestamp: '1409659589',
  nonce: '263014780',
  cipher: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
}
const crypto = createCallbackCrypto(keys)
const at = { timestamp: '1772413200', nonce: 'n0nce' }

const messages = fc.string({ unit: 'binary', maxLength: 400 })

/** Encrypts any bytes the way WeCom would, and signs them: only the strictness of the decryption can refuse them. */
function signedRaw(plain: Buffer) {
  const key = Buffer.from(`${keys.aesKey}=`, 'base64')
  const cipherer = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const cipher = Buffer.concat([cipherer.update(plain), cipherer.final()]).toString('base64')
  return { ...at, cipher, signature: crypto.sign(at.timestamp, at.nonce, cipher) }
}
function plain(input: { message: string; receiver?: string; length?: number; pad?: (n: number) => Buffer }) {
  const body = Buffer.from(input.message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(input.length ?? body.length)
  const content = Buffer.concat([
    Buffer.alloc(16, 7),
    length,
    body,
    Buffer.from(input.receiver ?? keys.receiver),
  ])
  const n = 32 - (content.length % 32)
  return Buffer.concat([content, input.pad ? input.pad(n) : Buffer.alloc(n, n)])
}

describe('callback crypto', () => {
  it('reads the platform’s published vector', () => {
    expect(crypto.open(vector)).toBe('1616140317555161061')
    expect(crypto.sign(vector.timestamp, vector.nonce, vector.cipher)).toBe(vector.signature)
  })

  it('writes the platform’s published vector', () => {
    const sealed = crypto.seal('1616140317555161061', { ...vector, random: Buffer.from('c41b64491c2468d0') })
    expect(sealed).toMatchObject(vector)
  })

  it('reads whatever the reference implementation writes, and the reverse', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const cipher = oracle.encrypt(keys.aesKey, message, keys.receiver)
        const signature = oracle.getSignature(keys.token, at.timestamp, at.nonce, cipher)
        expect(crypto.open({ ...at, cipher, signature })).toBe(Buffer.from(message).toString())

        const ours = crypto.seal(message, at)
        expect(oracle.decrypt(keys.aesKey, ours.cipher)).toMatchObject({
          message: Buffer.from(message).toString(),
          id: keys.receiver,
        })
        expect(oracle.getSignature(keys.token, at.timestamp, at.nonce, ours.cipher)).toBe(ours.signature)
      }),
    )
  })

  it('refuses every single-bit change of every part of the envelope', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { xml: _, ...sealed } = crypto.seal(message, at)
        for (const part of ['signature', 'timestamp', 'nonce', 'cipher'] as const) {
          const bytes = Buffer.from(sealed[part], 'latin1')
          for (let bit = 0; bit < bytes.length * 8; bit += part === 'cipher' ? 7 : 1) {
            const changed = Buffer.from(bytes)
            changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
            expect(() => crypto.open({ ...sealed, [part]: changed.toString('latin1') })).toThrow(
              'signature.invalid',
            )
          }
        }
      }),
      { numRuns: 5 },
    )
  })

  it('refuses characters moved from the cipher text into the nonce, which can leave the signature as it was', () => {
    let tried = 0
    for (let seed = 0; seed < 400; seed++) {
      const sealed = crypto.seal(`message ${seed}`, { timestamp: at.timestamp, nonce: 'A' })
      for (const n of [1, 4, 44]) {
        const moved = { ...sealed, nonce: `A${sealed.cipher.slice(0, n)}`, cipher: sealed.cipher.slice(n) }
        if (crypto.sign(moved.timestamp, moved.nonce, moved.cipher) !== sealed.signature) continue
        tried++
        expect(() => crypto.open(moved)).toThrow('signature.invalid')
      }
    }
    expect(tried).toBeGreaterThan(0)
  })

  it.each([
    ['another receiver', plain({ message: 'hello', receiver: 'wx5823bf96d3bd56c8' })],
    ['a receiver with something before it', plain({ message: 'hello', receiver: `x${keys.receiver}` })],
    ['a length that ends too early', plain({ message: 'hello', length: 4 })],
    ['a length that ends too late', plain({ message: 'hello', length: 6 })],
    ['a length beyond the end', plain({ message: 'hello', length: 0xffff_ffff })],
    ['padding of zero', plain({ message: 'hello', pad: (n) => Buffer.alloc(n, 0) })],
    ['padding above 32', plain({ message: 'hello', pad: (n) => Buffer.alloc(n, 33) })],
    [
      'padding of unequal bytes',
      plain({ message: 'hello', pad: (n) => Buffer.concat([Buffer.alloc(n - 1, 1), Buffer.from([n])]) }),
    ],
    ['nothing but padding', Buffer.alloc(32, 32)],
  ])('refuses %s although the signature is right', (_what, bytes) => {
    expect(() => crypto.open(signedRaw(bytes))).toThrow('signature.invalid')
  })

  it('refuses an upper-case signature', () => {
    expect(() => crypto.open({ ...vector, signature: vector.signature.toUpperCase() })).toThrow(
      'signature.invalid',
    )
  })

  it('reads a key whose last character leaves bits over', () => {
    const odd = createCallbackCrypto({ ...keys, aesKey: `${keys.aesKey.slice(0, 42)}D` })
    expect(odd.open(vector)).toBe('1616140317555161061')
  })

  it('refuses a key of the wrong length at start', () => {
    expect(() => createCallbackCrypto({ ...keys, aesKey: 'short' })).toThrow('43')
  })
})
