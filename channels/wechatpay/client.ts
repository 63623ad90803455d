import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { IPayRequest, Output } from 'wechatpay-node-v3/dist/define.js'
import type { Clock } from '../../domain/clock.ts'
import { createHttp, type RawAnswer } from '../http.ts'
import { PlatformError } from '../platform-error.ts'
import { createPlatformCertificates } from './platform-certificates.ts'
import { RequestSigner, signedOrigin } from './request-signer.ts'
import { createSignatureCheck } from './signature.ts'
import { errorReply } from './types.ts'

export interface WechatpaySettings {
  baseUrl: string
  appId: string
  mchid: string
  /** apiclient_cert.pem, apiclient_key.pem */
  certificate: string
  privateKey: string
  /** 32 bytes. */
  apiV3Key: string
  /** 微信支付公钥; null = the platform's certificates alone. */
  publicKey: { id: string; pem: string } | null
  clock: Clock
  /** Real time of one request. */
  timeoutMs?: number
}

/** What a call came to: an answer that was signed, or an error's word, which need not be. */
export type PayAnswer = { kind: 'answer'; data: unknown } | { kind: 'error'; status: number; code: string }

/** Longest bill taken, packed: a line is about 100 bytes then. */
const maxBillBytes = 64_000_000
const certificatesPath = '/v3/certificates'
const downloadPath = '/v3/billdownload/'

/**
 * Calls to the merchant API v3. Requests are built and signed by wechatpay-node-v3 and sent by our own client; an answer that is not
 * signed as it must be is no answer.
 */
export function createWechatpayClient(settings: WechatpaySettings) {
  const { baseUrl, clock, publicKey: given } = settings
  const http = createHttp({ platform: 'wechatpay', baseUrl, timeoutMs: settings.timeoutMs })
  const publicKey = given && createPublicKey(given.pem)
  const publicKeyOf = (serial: string): KeyObject | undefined =>
    publicKey !== null && serial === given?.id ? publicKey : undefined

  const certificates = createPlatformCertificates({
    fetch: async () => (await signer.askCertificates()).data as RawAnswer,
    apiV3Key: settings.apiV3Key,
    publicKeyOf,
    clock,
  })
  const check = createSignatureCheck({
    keyOf: async (serial) =>
      publicKeyOf(serial) ?? (isSerial(serial) ? certificates.keyOf(serial) : undefined),
    clock,
  })

  async function send(method: 'GET' | 'POST', url: string, headers: Record<string, string>, body?: string) {
    const path = url.replace(signedOrigin, '')
    const api = (path.split('?')[0] as string).replace(/\/(?:out-trade-no|refunds)\/[^/]+/, '/…')
    const isFile = path.startsWith(downloadPath)
    const answer = await http.exchange({
      method,
      path,
      api,
      headers: { ...headers, ...(given && { 'wechatpay-serial': given.id }) },
      ...(body !== undefined && { file: { contentType: 'application/json', bytes: Buffer.from(body) } }),
      ...(isFile && { maxReplyBytes: maxBillBytes }),
    })
    if (api === certificatesPath || (isFile && answer.status === 200))
      return { status: answer.status, data: answer }
    return outputOf(answer, api)
  }

  /** Errors need not be signed; one that is signed wrongly is nobody's word. */
  async function outputOf(answer: RawAnswer, api: string): Promise<Output> {
    const { status, header, bytes } = answer
    const isGood = status >= 200 && status < 300
    const isSaidSigned = header('wechatpay-signature') !== undefined
    if (isGood || isSaidSigned) {
      const wrong = await check({ header, body: bytes })
      if (wrong !== null) throw unbelievable(api, `signature.${wrong}`)
    }
    if (isGood) return { status, data: bytes.length === 0 ? {} : parsed(bytes, api) }
    const said = errorReply.safeParse(looselyParsed(bytes))
    return { status, error: said.success ? said.data.code : `http.${status}` }
  }

  const service: IPayRequest = {
    get: (url, headers) => send('GET', url, headers),
    // What is sent is what was signed.
    post: (url, params, headers) => send('POST', url, headers, JSON.stringify(params)),
    upload: () => Promise.reject(new Error('nothing is uploaded')),
  }
  const signer = new RequestSigner({
    ...settings,
    serial: new X509Certificate(settings.certificate).serialNumber,
    http: service,
  })

  return {
    signer,
    /** @throws PlatformError when it was not answered, or not believably */
    async ask(call: (signer: RequestSigner) => Promise<Output>): Promise<PayAnswer> {
      const { status, data, error } = await call(signer)
      if (error === undefined) return { kind: 'answer', data }
      return { kind: 'error', status, code: String(error) }
    },
    /** What only WeChat Pay may read is sealed with this key, and its serial goes with it. @throws PlatformError */
    sealing: async (): Promise<{ serial: string; key: KeyObject }> =>
      given && publicKey ? { serial: given.id, key: publicKey } : certificates.latest(),
    check,
    time: http.time,
    close: http.close,
  }
}

export type WechatpayClient = ReturnType<typeof createWechatpayClient>

const isSerial = (serial: string): boolean => /^[0-9A-F]{16,40}$/.test(serial)

function parsed(bytes: Buffer, api: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw unbelievable(api, 'json')
  }
}

function looselyParsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** It may have done what was asked. */
export const unbelievable = (api: string, code: string): PlatformError =>
  new PlatformError({ platform: 'wechatpay', api, kind: 'malformed', code, retryable: true, sent: 'maybe' })
