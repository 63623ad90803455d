import { createHmac } from 'node:crypto'
import { equalSecret } from '../http/equal.ts'

/** Real time, and enough for a slow network: what is asked changes nothing, so a repeat does no harm. */
const windowMs = 60_000

/** The header that proves that somebody has the settings of this Kelu. */
export const operatorHeader = 'x-kelu-operator'
/** What an operator may ask of a running process. */
export const operatorPaths = {
  doctor: '/api/v1/ops/doctor',
  freshness: '/api/v1/ops/freshness',
  sealing: '/api/v1/ops/sealing',
} as const

/** Signs a GET of this path: `<ms>.<hex of HMAC-SHA256>` under a key made from LINK_KEY, for this one use. */
export function signAsOperator(linkKey: Uint8Array, path: string, at = Date.now()): string {
  return `${at}.${digestOf(linkKey, path, at)}`
}

/** Whether the header was made for this path with the same settings, within a minute. */
export function isOperator(linkKey: Uint8Array, path: string, header: string, now = Date.now()): boolean {
  const [, ms, digest] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(header) ?? []
  if (ms === undefined || digest === undefined || Math.abs(now - Number(ms)) > windowMs) return false
  return equalSecret(digest, digestOf(linkKey, path, Number(ms)))
}

function digestOf(linkKey: Uint8Array, path: string, at: number): string {
  const key = createHmac('sha256', linkKey).update('kelu operator').digest()
  return createHmac('sha256', key).update(`GET ${path}\n${at}`).digest('hex')
}
