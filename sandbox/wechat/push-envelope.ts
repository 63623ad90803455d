import { createHash, randomBytes } from 'node:crypto'
import { unixSeconds } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { Outbound } from '../exchange.ts'
import { encryptMessage, signMessage } from '../wecom/callback-crypto.ts'
import { xmlOf } from './xml.ts'

/** What a push is made by, as the console of the mini-program has it. */
export type PushSettings = Pick<SandboxSettings, 'mpPush' | 'mpAppId' | 'mpOriginalId'>

/** One POST of the message push: signed, and encrypted in the secure mode. */
export function pushEnvelope(
  target: string,
  { openid, message }: { openid: string; message: string },
  { mpPush, mpAppId, mpOriginalId }: PushSettings,
  at: Date,
): Outbound {
  const { token, aesKey, mode, format } = mpPush
  const timestamp = String(unixSeconds(at))
  const nonce = randomBytes(5).readUIntBE(0, 5).toString()
  const url = new URL(`${target}/mp/push`)
  const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  for (const [name, value] of Object.entries({ signature, timestamp, nonce, openid }))
    url.searchParams.set(name, value)
  const headers = { 'content-type': format === 'xml' ? 'text/xml' : 'application/json' }
  if (mode === 'plain') return { method: 'POST', url: url.href, headers, body: message }
  const encrypted = encryptMessage({ aesKey, message, receiver: mpAppId })
  url.searchParams.set('encrypt_type', 'aes')
  url.searchParams.set('msg_signature', signMessage(token, timestamp, nonce, encrypted))
  const envelope = { ToUserName: mpOriginalId, Encrypt: encrypted }
  const body = format === 'xml' ? xmlOf(envelope) : JSON.stringify(envelope)
  return { method: 'POST', url: url.href, headers, body }
}
