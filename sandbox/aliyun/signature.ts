import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { PlatformRequest } from '../platform-server.ts'
import { GatewayRefusal } from './call.ts'

const algorithm = 'ACS3-HMAC-SHA256'
const windowMs = 15 * 60_000

/**
 * Verifies ACS3-HMAC-SHA256 strictly: every x-acs-* header, host and (with a body) content-type must be signed, the
 * date lies within 15 minutes of the platform's clock, the body hash fits, a nonce works once.
 */
export function createSignatureCheck(deps: { settings: SandboxSettings; clock: SandboxClock }) {
  const usedNonces = new Set<string>()

  /** @throws GatewayRefusal telling what is wrong */
  return function check(request: PlatformRequest): void {
    const given = parseAuthorization(headerOf(request, 'authorization'))
    if (given.credential !== deps.settings.aliyunKeyId) {
      throw new GatewayRefusal('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404)
    }
    const mustBeSigned = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-acs-'))]
    if (request.body.length > 0) mustBeSigned.push('content-type')
    const forgotten = mustBeSigned.find((name) => !given.signedHeaders.includes(name))
    if (forgotten) throw new GatewayRefusal('IncompleteSignature', `The header ${forgotten} is not signed.`)
    const hash = createHash('sha256').update(request.body).digest('hex')
    if (headerOf(request, 'x-acs-content-sha256') !== hash)
      mismatch('x-acs-content-sha256 is not of the body')
    const canonical = canonicalRequest(request, given.signedHeaders, hash)
    const toSign = `${algorithm}\n${createHash('sha256').update(canonical).digest('hex')}`
    const expected = createHmac('sha256', deps.settings.aliyunKeySecret).update(toSign).digest()
    const actual = Buffer.from(given.signature, 'hex')
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) mismatch('')
    checkDate(headerOf(request, 'x-acs-date'), deps.clock.now())
    const nonce = headerOf(request, 'x-acs-signature-nonce')
    if (nonce === '') throw new GatewayRefusal('MissingSignatureNonce', 'x-acs-signature-nonce is mandatory.')
    if (usedNonces.has(nonce)) {
      throw new GatewayRefusal('SignatureNonceUsed', 'Specified signature nonce was used already.')
    }
    usedNonces.add(nonce)
  }
}

function headerOf(request: PlatformRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value.trim() : ''
}

function mismatch(detail: string): never {
  throw new GatewayRefusal(
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. ${detail}`,
  )
}

function parseAuthorization(text: string): {
  credential: string
  signedHeaders: string[]
  signature: string
} {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(text)
  if (!match) throw new GatewayRefusal('IncompleteSignature', 'The Authorization header is not ACS3.')
  return { credential: match[1]!, signedHeaders: match[2]!.split(';'), signature: match[3]! }
}

function canonicalRequest(request: PlatformRequest, signedHeaders: string[], bodyHash: string): string {
  const query = [...request.query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const names = [...signedHeaders].sort()
  const headers = names.map((name) => `${name}:${headerOf(request, name)}\n`).join('')
  return [request.method, request.path, query, headers, names.join(';'), bodyHash].join('\n')
}

/** RFC 3986: what encodeURIComponent leaves besides the unreserved characters is encoded too. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function checkDate(text: string, now: Date): void {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) {
    throw new GatewayRefusal('InvalidTimeStamp.Format', 'x-acs-date must be yyyy-MM-ddTHH:mm:ssZ.')
  }
  if (Math.abs(new Date(text).getTime() - now.getTime()) > windowMs) {
    throw new GatewayRefusal('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')
  }
}
