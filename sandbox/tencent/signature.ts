import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { PlatformRequest } from '../platform-server.ts'
import { CallRefusal } from './call.ts'

const algorithm = 'TC3-HMAC-SHA256'
const service = 'sms'
const windowSeconds = 5 * 60
const form =
  /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/([a-z]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/

/**
 * Verifies TC3-HMAC-SHA256 strictly: content-type and host are signed, the day of the scope is that of the timestamp, the
 * timestamp lies within five minutes of the platform's clock. Host is hashed without port, as the platform is called without one.
 */
export function createSignatureCheck(deps: { settings: SandboxSettings; clock: SandboxClock }) {
  /** @throws CallRefusal telling what is wrong */
  return function check(request: PlatformRequest): void {
    const match = form.exec(headerOf(request, 'authorization'))
    if (!match) throw failure('the Authorization header is not TC3')
    const [, secretId, day, scopeService, signed, signature] = match as unknown as string[]
    if (secretId !== deps.settings.tencentSecretId) {
      throw new CallRefusal('AuthFailure.SecretIdNotFound', 'The SecretId is not found.')
    }
    if (scopeService !== service) throw failure('the scope names another service')
    const timestamp = headerOf(request, 'x-tc-timestamp')
    if (!/^\d{10}$/.test(timestamp)) throw new CallRefusal('InvalidParameter', 'X-TC-Timestamp is not valid.')
    const off = Math.abs(Number(timestamp) - deps.clock.now().getTime() / 1_000)
    if (off > windowSeconds) throw new CallRefusal('AuthFailure.SignatureExpire', 'The signature is expired.')
    if (day !== new Date(Number(timestamp) * 1_000).toISOString().slice(0, 10)) throw failure('another day')
    const names = signed!.split(';')
    if (!names.includes('content-type') || !names.includes('host'))
      throw failure('content-type;host is signed')
    if (names.join() !== [...names].sort().join()) throw failure('the signed headers are not in order')
    const expected = signatureOf(request, names, {
      timestamp,
      day: day!,
      key: deps.settings.tencentSecretKey,
    })
    const actual = Buffer.from(signature!, 'hex')
    if (!timingSafeEqual(actual, expected)) throw failure('it does not match')
  }
}

function signatureOf(
  request: PlatformRequest,
  names: string[],
  { timestamp, day, key }: { timestamp: string; day: string; key: string },
): Buffer {
  const lines = names.map((name) => `${name}:${headerValue(request, name)}\n`).join('')
  const canonical = [
    request.method,
    '/',
    request.rawQuery,
    lines,
    names.join(';'),
    sha256(request.body),
  ].join('\n')
  const scope = `${day}/${service}/tc3_request`
  const toSign = `${algorithm}\n${timestamp}\n${scope}\n${sha256(canonical)}`
  const ofDay = hmac(`TC3${key}`, day)
  return hmac(hmac(hmac(ofDay, service), 'tc3_request'), toSign)
}

/** Names and values in lower case, as the platform canonicalises them. */
function headerValue(request: PlatformRequest, name: string): string {
  const value = headerOf(request, name).toLowerCase()
  return name === 'host' ? value.replace(/:\d+$/, '') : value
}

export function headerOf(request: PlatformRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value.trim() : ''
}

function failure(detail: string): CallRefusal {
  return new CallRefusal(
    'AuthFailure.SignatureFailure',
    `The provided credentials could not be validated: ${detail}.`,
  )
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
