import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios, { AxiosError } from 'axios'
import { limitConnectTime } from './connect-time.ts'
import { PlatformError } from './platform-error.ts'

export interface HttpCall {
  method: 'GET' | 'POST'
  path: string
  /** Path or action named in errors; the path when absent. */
  api?: string
  query?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of a body. */
  file?: { contentType: string; bytes: Buffer }
  headers?: Record<string, string>
  timeoutMs?: number
  /** Longest answer taken. Default 10 MB. */
  maxReplyBytes?: number
}

export interface HttpAnswer {
  status: number
  /** The parsed JSON body. */
  json: unknown
}

/** An answer as it came. */
export interface RawAnswer {
  status: number
  /** By lower-case name. */
  header(name: string): string | undefined
  bytes: Buffer
}

export interface Http {
  /** Answers with a JSON body, whatever the status below 500; everything else throws PlatformError. */
  call(call: HttpCall): Promise<HttpAnswer>
  /** Whatever it answers, for who must see its headers and its very bytes; throws PlatformError where there is no whole answer. */
  exchange(call: HttpCall): Promise<RawAnswer>
  /** What time it is there, by the Date header of whatever it answers; null when it says none. Throws what cannot be asked. */
  time(): Promise<Date | null>
  /** Closes idle connections. */
  close(): void
}

/** 10 MB: the longest reply is a list of one member's customers, about 35 bytes each. */
const maxReplyBytes = 10_000_000

/** Errors of a socket that never carried a byte of the request. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNECTTIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Leaves a byte order mark out. */
const utf8 = new TextDecoder()
const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** A keep-alive HTTP client of one platform. Time-outs are real time: they guard sockets, not business. */
export function createHttp(settings: {
  platform: string
  baseUrl: string
  timeoutMs?: number
  connectTimeoutMs?: number
}): Http {
  const { platform, baseUrl, timeoutMs = 10_000, connectTimeoutMs = 3_000 } = settings
  const httpAgent = limitConnectTime(new HttpAgent({ keepAlive: true, maxSockets: 64 }), connectTimeoutMs)
  const httpsAgent = limitConnectTime(new HttpsAgent({ keepAlive: true, maxSockets: 64 }), connectTimeoutMs)
  const client = axios.create({
    baseURL: baseUrl,
    httpAgent,
    httpsAgent,
    proxy: false,
    // A redirect would carry the token in the query to whoever is named.
    maxRedirects: 0,
    maxContentLength: maxReplyBytes,
    responseType: 'arraybuffer',
    transformResponse: [],
    validateStatus: () => true,
    transitional: { clarifyTimeoutError: true },
  })

  const faultOf =
    ({ path, api = path }: HttpCall) =>
    (
      kind: 'timeout' | 'unreachable' | 'http' | 'malformed',
      code: string,
      sent: 'no' | 'maybe',
      retryable: boolean,
    ) =>
      new PlatformError({ platform, api, kind, code, retryable, sent })

  async function exchange(call: HttpCall): Promise<RawAnswer> {
    const { method, path, query, body, file, headers } = call
    const { data, contentType } = file
      ? { data: file.bytes, contentType: file.contentType }
      : { data: body === undefined ? undefined : JSON.stringify(body), contentType: 'application/json' }
    try {
      const reply = await client.request<Buffer>({
        method,
        url: path,
        params: query,
        data,
        headers: { ...(data === undefined ? {} : { 'content-type': contentType }), ...headers },
        timeout: call.timeoutMs ?? timeoutMs,
        ...(call.maxReplyBytes !== undefined && { maxContentLength: call.maxReplyBytes }),
      })
      const header = (name: string) => textIn(reply.headers[name])
      return { status: reply.status, header, bytes: reply.data }
    } catch (error) {
      const code = error instanceof AxiosError ? (error.code ?? 'UNKNOWN') : 'UNKNOWN'
      const timedOut = code === 'ETIMEDOUT' || code === 'ECONNABORTED' || code === 'ECONNECTTIMEOUT'
      const sent = neverConnected.has(code) ? 'no' : 'maybe'
      throw faultOf(call)(timedOut ? 'timeout' : 'unreachable', code, sent, true)
    }
  }

  return {
    exchange,
    async call(call) {
      const fault = faultOf(call)
      const { status, bytes } = await exchange(call)
      if (status >= 500) throw fault('http', String(status), 'maybe', true)
      if (status === 429) throw fault('http', '429', 'no', true)
      try {
        return { status, json: JSON.parse(utf8.decode(bytes)) }
      } catch {
        if (status >= 300) throw fault('http', String(status), 'no', false)
        throw fault('malformed', 'json', 'maybe', true)
      }
    },
    async time() {
      const { headers } = await client.request({ method: 'HEAD', url: '/', timeout: timeoutMs })
      const at = new Date(String(headers.date ?? ''))
      return Number.isNaN(at.getTime()) ? null : at
    },
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}
