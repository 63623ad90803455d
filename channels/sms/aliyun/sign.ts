import { createHash, createHmac } from 'node:crypto'

export interface SignedRequest {
  /** The query exactly as it was signed, without `?`. */
  query: string
  headers: Record<string, string>
}

const algorithm = 'ACS3-HMAC-SHA256'

/** Signs an RPC call with an empty body: POST / with all parameters in the query (help.aliyun.com 2881383, "V3 签名"). */
export function signAcs3(input: {
  /** Host with port when it is not the default one: it is signed as sent. */
  host: string
  action: string
  version: string
  params: Record<string, string>
  keyId: string
  keySecret: string
  /** The gateway refuses a date more than 15 minutes off, and a nonce it has seen. */
  date: Date
  nonce: string
}): SignedRequest {
  const bodyHash = sha256('')
  const signed: Record<string, string> = {
    host: input.host,
    'x-acs-action': input.action,
    'x-acs-content-sha256': bodyHash,
    'x-acs-date': input.date.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': input.nonce,
    'x-acs-version': input.version,
  }
  const names = Object.keys(signed).sort()
  const query = Object.keys(input.params)
    .sort()
    .map((name) => `${encode(name)}=${encode(input.params[name] ?? '')}`)
    .join('&')
  const headerLines = names.map((name) => `${name}:${signed[name]?.trim()}\n`).join('')
  const canonical = ['POST', '/', query, headerLines, names.join(';'), bodyHash].join('\n')
  const signature = createHmac('sha256', input.keySecret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `${algorithm} Credential=${input.keyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { query, headers: { ...signed, authorization } }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** RFC 3986: encodeURIComponent leaves five characters alone that must be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
