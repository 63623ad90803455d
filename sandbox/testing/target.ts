import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

interface TargetAnswer {
  status: number
  body?: string
  headers?: Record<string, string>
  /** Real time it takes to answer. */
  afterMs?: number
}

/** Something that listens where Kelu would. */
export interface Target {
  url: string
  received: Received[]
  /** How it answers from now on; the default is 200 with an empty body. */
  answer: (request: Received) => TargetAnswer
  close(): Promise<void>
}

export async function startTarget(): Promise<Target> {
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://target')
      const request = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: Buffer.concat(parts).toString('utf8'),
      }
      target.received.push(request)
      const { status, body = '', headers = {}, afterMs = 0 } = target.answer(request)
      const reply = () => response.writeHead(status, headers).end(body)
      if (afterMs > 0) setTimeout(reply, afterMs).unref()
      else reply()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const target: Target = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: () => ({ status: 200 }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return target
}
