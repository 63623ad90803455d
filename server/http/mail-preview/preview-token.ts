import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../domain/clock.ts'

/** A mail as it reads for somebody; null = for somebody of whom nothing is known. */
export interface PreviewSubject {
  messageId: string
  readerId: string | null
}

/** Long enough to look at it, real ms. */
const goodForMs = 10 * 60_000

/** Signs addresses under which one mail can be looked at for a few minutes, by whoever has the address. */
export function createPreviewTokens(deps: { key: string | Uint8Array; realClock: Clock }) {
  const macOf = (payload: string) =>
    createHmac('sha256', deps.key).update(`mail-preview:${payload}`).digest().subarray(0, 16)

  return {
    sign({ messageId, readerId }: PreviewSubject): string {
      // The same address for a while, so that a frame is not loaded anew at each look.
      const now = deps.realClock.now().getTime()
      const until = Math.ceil(now / goodForMs + 1) * goodForMs
      const payload = Buffer.from(JSON.stringify([messageId, readerId, until])).toString('base64url')
      return `${payload}~${macOf(payload).toString('base64url')}`
    },

    /** Null for what was not signed here, or is over. */
    read(token: string): PreviewSubject | null {
      const [payload = '', mac = '', ...rest] = token.split('~')
      const given = Buffer.from(mac, 'base64url')
      const expected = macOf(payload)
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return null
      const [messageId, readerId, until] = JSON.parse(Buffer.from(payload, 'base64url').toString())
      return deps.realClock.now().getTime() > until ? null : { messageId, readerId }
    },
  }
}

export type PreviewTokens = ReturnType<typeof createPreviewTokens>
