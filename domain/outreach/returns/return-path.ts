import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ReturnMarks } from '../ports.ts'

/** What a token says by itself: when the attempt was made, and a digest of its reference. */
export interface ReturnPath {
  at: Date
  refDigest: string
}

const atDigits = 12
const digestDigits = 16
const macDigits = 24
const tokenShape = new RegExp(`^[0-9a-f]{${atDigits + digestDigits + macDigits}}$`)

export type ReturnPaths = ReturnType<typeof createReturnPaths>

/**
 * Marks e-mails so that what comes back of them is known as ours. A token is 52 hex digits: a local part has 64 places, and
 * mail servers change its case. It names the moment of the attempt, by which the attempt is found in the store, and is
 * signed over both its parts (96 bits): whoever never saw the e-mail cannot make one.
 */
export function createReturnPaths(key: string | Uint8Array) {
  const hex = (use: string, text: string, digits: number) =>
    createHmac('sha256', key).update(`${use}:${text}`).digest('hex').slice(0, digits)
  const refDigest = (ref: string) => hex('return-ref', ref, digestDigits)
  const macOf = (payload: string) => hex('return-path', payload, macDigits)
  const sealOf = (ref: string) => hex('message-id', ref, macDigits)

  return {
    tokenOf({ ref, at }): string {
      const payload = at.getTime().toString(16).padStart(atDigits, '0') + refDigest(ref)
      return payload + macOf(payload)
    },
    sealOf,
    refDigest,

    /** Null for anything not signed by this key. */
    read(token: string): ReturnPath | null {
      const given = token.toLowerCase()
      if (!tokenShape.test(given)) return null
      const payload = given.slice(0, -macDigits)
      if (!isSame(given.slice(-macDigits), macOf(payload))) return null
      const at = new Date(Number.parseInt(payload.slice(0, atDigits), 16))
      return { at, refDigest: payload.slice(atDigits) }
    },

    /** Whether a Message-ID that names this reference is one of ours. */
    isSealed: (ref: string, seal: string) => isSame(seal.toLowerCase(), sealOf(ref)),
  } satisfies ReturnMarks & Record<string, unknown>
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}
