import { createHash, createHmac } from 'node:crypto'

const algorithm = 'TC3-HMAC-SHA256'
const signedHeaders = 'content-type;host'
/** Signed and sent as it stands here. */
export const contentType = 'application/json; charset=utf-8'

/** Signs POST / with a JSON body (cloud.tencent.com 382/52076, "签名方法 v3"); gives the Authorization header. */
export function signTc3(input: {
  /** Without port: it is signed as the service is called. */
  host: string
  service: string
  /** The very bytes that are sent. */
  body: string
  secretId: string
  secretKey: string
  /** Seconds since 1970, those of X-TC-Timestamp; the gateway refuses more than five minutes off. */
  timestamp: number
}): string {
  const day = new Date(input.timestamp * 1_000).toISOString().slice(0, 10)
  const scope = `${day}/${input.service}/tc3_request`
  const headerLines = `content-type:${contentType}\nhost:${input.host}\n`
  const canonical = ['POST', '/', '', headerLines, signedHeaders, sha256(input.body)].join('\n')
  const toSign = [algorithm, input.timestamp, scope, sha256(canonical)].join('\n')
  const key = [day, input.service, 'tc3_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part).digest(),
    `TC3${input.secretKey}`,
  )
  const signature = hmac(key, toSign).digest('hex')
  return `${algorithm} Credential=${input.secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text)
}
