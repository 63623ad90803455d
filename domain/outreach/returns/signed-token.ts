import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Channel, channels } from '../../../models/customer.ts'

/** `u` unsubscribes, `o` counts an open: one can never be used as the other. */
export type TokenUse = 'u' | 'o'

export interface TokenSubject {
  touchId: string
  customerId: string
  channel: Channel
}

export type TokenSigner = ReturnType<typeof createTokenSigner>

/** Signs the tokens in public addresses (HMAC-SHA256, 128 bits kept). They name ids only, never contact data. */
export function createTokenSigner(key: string | Uint8Array) {
  if (key.length < 16) throw new RangeError('The link key must have at least 16 bytes')

  const macOf = (payload: string) => createHmac('sha256', key).update(payload).digest().subarray(0, 16)

  return {
    sign(use: TokenUse, subject: TokenSubject): string {
      const fields = [use, subject.touchId, subject.customerId, subject.channel]
      const payload = Buffer.from(JSON.stringify(fields)).toString('base64url')
      return `${payload}~${macOf(payload).toString('base64url')}`
    },

    /** Null for anything not signed by this key for this use. */
    read(use: TokenUse, token: string): TokenSubject | null {
      const [payload, mac, ...rest] = token.split('~')
      if (!payload || !mac || rest.length > 0) return null
      const given = Buffer.from(mac, 'base64url')
      const expected = macOf(payload)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
      const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (!Array.isArray(fields) || fields[0] !== use) return null
      const [, touchId, customerId, channel] = fields as [string, string, string, Channel]
      return channels.includes(channel) ? { touchId, customerId, channel } : null
    },

    /** A short digest that tells two addresses apart without holding either. */
    digest(address: string): string {
      return macOf(`address:${address}`).toString('base64url')
    },
  }
}
