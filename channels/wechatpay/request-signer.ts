import { randomBytes } from 'node:crypto'
import WxPay from 'wechatpay-node-v3'
import type { IPayRequest, Output } from 'wechatpay-node-v3/dist/define.js'
import type { Clock } from '../../domain/clock.ts'

/** The origin the library signs for; only path and query are signed. */
export const signedOrigin = 'https://api.mch.weixin.qq.com'

export const aNonce = (): string => randomBytes(16).toString('hex')

/**
 * wechatpay-node-v3 builds and signs requests, and nothing else: its answers come from `http` as they were verified there. Time is the
 * business clock's and the nonce comes from the system's randomness; its own are the machine's time and Math.random.
 */
export class RequestSigner extends WxPay {
  readonly #clock: Clock

  constructor(settings: {
    appId: string
    mchid: string
    /** Of the merchant's certificate, upper case: the one the library derives is lower case. */
    serial: string
    privateKey: string
    clock: Clock
    http: IPayRequest
  }) {
    const privateKey = Buffer.from(settings.privateKey)
    // With a serial given, it never reads what it calls the public key.
    super({
      appid: settings.appId,
      mchid: settings.mchid,
      serial_no: settings.serial,
      privateKey,
      publicKey: privateKey,
      userAgent: 'Kelu',
    })
    this.#clock = settings.clock
    this.createHttp(settings.http)
  }

  protected override buildAuthorization(
    method: string,
    url: string,
    params?: Record<string, unknown>,
  ): string {
    const nonce = aNonce()
    const timestamp = String(Math.floor(this.#clock.now().getTime() / 1_000))
    const signature = this.getSignature(method, nonce, timestamp, url.replace(signedOrigin, ''), params)
    return this.getAuthorization(nonce, timestamp, signature)
  }

  /** What to do about a refund that cannot reach the payer; the library does not know it. */
  redirectRefund(refundId: string, body: Record<string, unknown>, serial: string): Promise<Output> {
    const url = `${signedOrigin}/v3/refund/domestic/refunds/${encodeURIComponent(refundId)}/apply-abnormal-refund`
    const headers = this.getHeaders(this.buildAuthorization('POST', url, body))
    // Names the key its sealed fields are for.
    return this.httpService.post(url, body, { ...headers, 'wechatpay-serial': serial })
  }

  /** Its own reading of them does not check that they are whole. */
  askCertificates(): Promise<Output> {
    const url = `${signedOrigin}/v3/certificates`
    return this.httpService.get(url, this.getHeaders(this.buildAuthorization('GET', url)))
  }
}
