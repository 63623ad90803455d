import {
  constants,
  createDecipheriv,
  createPublicKey,
  createSign,
  verify,
  X509Certificate,
} from 'node:crypto'
import type { MerchantKeys, Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'
import { monday } from './cast.ts'

export interface PayAnswer {
  status: number
  body: Record<string, unknown>
  /** Whether it is signed by the key its header names; null = no signature. */
  signed: boolean | null
  serial?: string
}

/** What a test changes about a call that is right otherwise. */
export interface CallChange {
  at?: Date
  serial?: string
  mchid?: string
  /** Sent instead of what was signed. */
  sent?: string
  headers?: Record<string, string>
  without?: string
}

/** The merchant of the sandbox, by its own few lines: calls signed as the platform asks, answers checked. */
export async function aMerchant(sandbox: Sandbox) {
  const keys = await sandbox.wechatpayKeys()
  const serial = new X509Certificate(keys.merchant.certificate).serialNumber

  function authorize(asked: string, body: string, change: CallChange): string {
    const timestamp = Math.floor((change.at ?? monday).getTime() / 1_000)
    const signature = createSign('RSA-SHA256')
      .update(`${asked}\n${timestamp}\nn0nce\n${body}\n`)
      .sign({ key: keys.merchant.privateKey, padding: constants.RSA_PKCS1_PADDING }, 'base64')
    const said = {
      mchid: change.mchid ?? sandbox.settings.wxpayMchid,
      nonce_str: 'n0nce',
      timestamp,
      serial_no: change.serial ?? serial,
      signature,
    }
    const pairs = Object.entries(said).map(([name, value]) => `${name}="${value}"`)
    return `WECHATPAY2-SHA256-RSA2048 ${pairs.join(',')}`
  }

  /** A file, and whether it came with a signature. */
  async function download(target: string, at: Date) {
    const headers = { accept: 'application/json', authorization: authorize(`GET\n${target}`, '', { at }) }
    const answer = await fetch(`${sandbox.urls.wechatpay}${target}`, { headers })
    const bytes = Buffer.from(await answer.arrayBuffer())
    return { bytes, isSigned: answer.headers.has('wechatpay-signature') }
  }

  async function call(
    method: 'GET' | 'POST',
    target: string,
    body?: unknown,
    change: CallChange = {},
  ): Promise<PayAnswer> {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': 'a test',
      ...(text !== '' && { 'content-type': 'application/json' }),
      'wechatpay-serial': keys.publicKey.id,
      authorization: authorize(`${method}\n${target}`, text, change),
      ...change.headers,
    }
    if (change.without !== undefined) delete headers[change.without]
    const sent = change.sent ?? (text === '' ? undefined : text)
    const answer = await exchange(
      { method, url: `${sandbox.urls.wechatpay}${target}`, headers, body: sent },
      5_000,
    )
    const said = (name: string) => answer.headers[`wechatpay-${name}`]
    return {
      status: answer.status,
      body: answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>),
      signed: said('signature') === undefined ? null : isSigned(said, answer.body, keys),
      serial: said('serial') as string | undefined,
    }
  }

  return { call, download, keys }
}

function isSigned(said: (name: string) => unknown, body: string, { publicKey }: MerchantKeys): boolean {
  const message = `${said('timestamp')}\n${said('nonce')}\n${body}\n`
  const key = createPublicKey(publicKey.pem)
  return verify('RSA-SHA256', Buffer.from(message), key, Buffer.from(String(said('signature')), 'base64'))
}

/** What stands in an envelope. @throws Error when a byte of it is not the merchant's */
export function opened(resource: Record<string, string>, { apiV3Key }: MerchantKeys): string {
  const bytes = Buffer.from(String(resource.ciphertext), 'base64')
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, String(resource.nonce))
  decipher.setAAD(Buffer.from(String(resource.associated_data)))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
}

export const orderPath = '/v3/pay/transactions/jsapi'
export const refundPath = '/v3/refund/domestic/refunds'

export function anOrder(sandbox: Sandbox, more: Record<string, unknown> = {}) {
  return {
    appid: sandbox.settings.mpAppId,
    mchid: sandbox.settings.wxpayMchid,
    description: '山茶花精油',
    out_trade_no: 'KL20260302_01',
    notify_url: 'https://k.example/hooks/wxpay',
    amount: { total: 29_900, currency: 'CNY' },
    payer: { openid: 'openid_0001' },
    ...more,
  }
}
