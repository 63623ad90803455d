import { createHash } from 'node:crypto'

/**
 * The signature by which WeCom's client knows a page (document 90506): SHA-1 in hex over ticket, nonce, time and address, none
 * of them encoded.
 */
export function signPage(input: {
  ticket: string
  nonceStr: string
  /** Unix seconds. */
  timestamp: string
  /** Without the part behind #. */
  url: string
}): string {
  const { ticket, nonceStr, timestamp, url } = input
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
  return createHash('sha1').update(text).digest('hex')
}
