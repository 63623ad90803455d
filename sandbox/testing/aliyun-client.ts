import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'

export interface SignedCall {
  action: string
  query: Record<string, string>
  keyId?: string
  secret?: string
  /** ISO without milliseconds. */
  date: string
  nonce?: string
  body?: string
  /** Headers to leave unsigned. */
  unsigned?: string[]
  version?: string
  /** Another x-acs-content-sha256 than that of the body. */
  bodyHash?: string
}

export interface AliyunAnswer {
  status: number
  body: Record<string, unknown> & { Code: string; Message: string }
}

/** A call signed by ACS3-HMAC-SHA256, written from the sheet and apart from the sandbox's own check. */
export async function signedCall(sandbox: Sandbox, call: SignedCall): Promise<AliyunAnswer> {
  const { host } = new URL(sandbox.urls.aliyun)
  const body = call.body ?? ''
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const headers: Record<string, string> = {
    host,
    'x-acs-action': call.action,
    'x-acs-version': call.version ?? '2017-05-25',
    'x-acs-date': call.date,
    'x-acs-signature-nonce': call.nonce ?? randomUUID(),
    'x-acs-content-sha256': call.bodyHash ?? bodyHash,
    ...(body !== '' && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  const signed = Object.keys(headers)
    .filter((name) => !call.unsigned?.includes(name))
    .sort()
  const query = Object.keys(call.query)
    .sort()
    .map((name) => `${encode(name)}=${encode(call.query[name]!)}`)
    .join('&')
  const headerLines = signed.map((name) => `${name}:${headers[name]!.trim()}\n`).join('')
  const canonical = ['POST', '/', query, headerLines, signed.join(';'), bodyHash].join('\n')
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`
  const secret = call.secret ?? sandbox.settings.aliyunKeySecret
  const signature = createHmac('sha256', secret).update(toSign).digest('hex')
  const keyId = call.keyId ?? sandbox.settings.aliyunKeyId
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${signed.join(';')},Signature=${signature}`
  const answer = await exchange(
    { method: 'POST', url: `${sandbox.urls.aliyun}/?${query}`, headers, body },
    5_000,
  )
  return { status: answer.status, body: JSON.parse(answer.body) as AliyunAnswer['body'] }
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('!', '%21')
    .replaceAll("'", '%27')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replaceAll('*', '%2A')
}
