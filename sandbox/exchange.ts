import { type IncomingHttpHeaders, request } from 'node:http'

export interface Outbound {
  method: 'GET' | 'POST'
  url: string
  headers?: Record<string, string>
  body?: string
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/**
 * One HTTP exchange with Kelu on a connection of its own, so that a killed Kelu leaves no stale one behind.
 * Follows no redirect.
 * @throws Error when there is no complete answer within `timeoutMs` of real time
 */
export function exchange(outbound: Outbound, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = outbound.body === undefined ? undefined : Buffer.from(outbound.body)
    const call = request(outbound.url, {
      method: outbound.method,
      agent: false,
      headers: { ...outbound.headers, ...(body && { 'content-length': body.length }) },
    })
    const timer = setTimeout(() => call.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    call.on('error', fail)
    call.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', fail)
      response.on('end', () => {
        clearTimeout(timer)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString('utf8'),
        })
      })
    })
    call.end(body)
  })
}
