import { verify } from 'node:crypto'
import { unixSeconds } from '../clock.ts'
import type { PlatformRequest } from '../platform-server.ts'
import type { PayKeys } from './keys.ts'
import { badParameter, PayRefusal } from './refusal.ts'
import type { PayWorld } from './world.ts'

const scheme = 'WECHATPAY2-SHA256-RSA2048 '
const windowSeconds = 300

/**
 * Whether this call is the merchant's, signed just now over exactly what was sent.
 * @throws PayRefusal 401 SIGN_ERROR, or 400 where a header is missing
 */
export function checkAuthorization(request: PlatformRequest, keys: PayKeys, world: PayWorld): void {
  const { headers, method, path, rawQuery, body } = request
  if (!headers['user-agent']) throw badParameter('User-Agent is missing')
  if (headers.accept !== 'application/json') throw badParameter('Accept is not application/json')
  if (body.length > 0 && !/^application\/json\b/.test(headers['content-type'] ?? '')) {
    throw badParameter('Content-Type is not application/json')
  }
  const said = credentialsIn(String(headers.authorization ?? ''))
  if (said.mchid !== world.settings.wxpayMchid) throw unsigned('mchid')
  if (said.serial_no !== keys.merchant.serial) throw unsigned('serial_no')
  const { timestamp, nonce_str: nonce, signature } = said
  if (nonce === undefined || nonce.length > 32) throw unsigned('nonce_str')
  const offSeconds = Math.abs(unixSeconds(world.clock.now()) - Number(timestamp))
  if (!/^\d+$/.test(timestamp ?? '') || offSeconds > windowSeconds) throw unsigned('timestamp')
  const target = rawQuery === '' ? path : `${path}?${rawQuery}`
  const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`
  const isOurs = verify(
    'RSA-SHA256',
    Buffer.from(message),
    keys.merchant.publicKey,
    Buffer.from(signature ?? '', 'base64'),
  )
  if (!isOurs) throw unsigned('signature')
}

function credentialsIn(header: string): Record<string, string | undefined> {
  if (!header.startsWith(scheme)) throw unsigned('authorization')
  const pairs = header.slice(scheme.length).split(',')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([a-z_]+)="([^"]*)"$/.exec(pair) ?? []
      if (name === undefined) throw unsigned('authorization')
      return [name, value]
    }),
  )
}

const unsigned = (field: string): PayRefusal => new PayRefusal(401, 'SIGN_ERROR', `${field} is wrong`)
