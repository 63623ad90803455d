import { createHmac } from 'node:crypto'

/** What a signature of Standard Webhooks is made of, with a timestamp in whole seconds. */
export interface Signed {
  id: string
  timestamp: string
  body: string
}

/**
 * `v1,<base64 of HMAC-SHA256>` (Standard Webhooks 1.0.0, "Signature scheme"); the key is what follows `whsec_`, in base64, else
 * the secret as it is written.
 */
export function standardSignature(secret: string, { id, timestamp, body }: Signed): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** The headers of one try, signed by every secret that lives: a receiver takes any that it knows. */
export function signedHeaders(secrets: readonly string[], id: string, body: string, at: Date) {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => standardSignature(secret, { id, timestamp, body }))
      .join(' '),
  }
}
