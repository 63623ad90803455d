import { createHash, createHmac } from 'node:crypto'
import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'

export interface TencentCall {
  action: string
  body: unknown
  /** When it is signed, and what it says in X-TC-Timestamp. */
  at: Date
  secretId?: string
  secret?: string
  service?: string
  region?: string
  version?: string
  /** Other signed headers than content-type;host. */
  signed?: string[]
  /** Another day in the scope than that of the timestamp. */
  day?: string
  /** Sent instead of what was signed. */
  sentBody?: string
}

export type TencentAnswer = Record<string, unknown> & { Error?: { Code: string } }

/** A call signed by TC3-HMAC-SHA256, written from the sheet and apart from the sandbox's own check. */
export async function tencentCall(sandbox: Sandbox, call: TencentCall): Promise<TencentAnswer> {
  const body = JSON.stringify(call.body)
  const timestamp = String(Math.floor(call.at.getTime() / 1_000))
  const day = call.day ?? call.at.toISOString().slice(0, 10)
  const service = call.service ?? 'sms'
  const values: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    host: new URL(sandbox.urls.tencent).hostname,
    'x-tc-action': call.action.toLowerCase(),
  }
  const signed = call.signed ?? ['content-type', 'host']
  const lines = signed.map((name) => `${name}:${values[name]}\n`).join('')
  const canonical = `POST\n/\n\n${lines}\n${signed.join(';')}\n${sha256(body)}`
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${day}/${service}/tc3_request\n${sha256(canonical)}`
  const ofDay = hmac(`TC3${call.secret ?? sandbox.settings.tencentSecretKey}`, day)
  const signature = createHmac('sha256', hmac(hmac(ofDay, service), 'tc3_request'))
    .update(toSign)
    .digest('hex')
  const credential = `${call.secretId ?? sandbox.settings.tencentSecretId}/${day}/${service}/tc3_request`
  const answer = await exchange(
    {
      method: 'POST',
      url: `${sandbox.urls.tencent}/`,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-tc-action': call.action,
        'x-tc-version': call.version ?? '2021-01-11',
        'x-tc-region': call.region ?? 'ap-guangzhou',
        'x-tc-timestamp': timestamp,
        authorization: `TC3-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`,
      },
      body: call.sentBody ?? body,
    },
    5_000,
  )
  return (JSON.parse(answer.body) as { Response: TencentAnswer }).Response
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
