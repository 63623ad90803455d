import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'

export interface HttpServer {
  /** From now on requests are the application's; until then each is answered 503, and /healthz 200. */
  serve(app: Pick<Koa, 'callback'>): void
  /** Resolves with the port in use once connections are accepted. Port 0 = any free one. */
  listen(port: number, host?: string): Promise<number>
  inFlight(): number
  /** Accepts nothing more, lets what is under way finish for at most `graceMs`, then cuts what is left. May be called again. */
  close(graceMs: number): Promise<void>
}

const headersMs = 10_000
const requestMs = 30_000
/**
 * Longer than proxies (60 s as a rule) and clients keep an idle connection: whoever ends it first must be the side that
 * sends, or a request that is on its way while we are busy meets a reset.
 */
const idleMs = 75_000

/** A server that may hold its port before there is anything to serve. */
export function createHttpServer(): HttpServer {
  let handle: RequestListener = answerStarting
  let inFlight = 0
  let closing: Promise<void> | null = null

  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    inFlight++
    res.once('close', () => {
      inFlight--
      // A connection kept open for another request would hold up the shutdown.
      if (closing !== null) server.closeIdleConnections()
    })
    if (closing !== null) res.setHeader('Connection', 'close')
    void handle(req, res)
  })
  server.headersTimeout = headersMs
  server.requestTimeout = requestMs
  server.keepAliveTimeout = idleMs

  return {
    serve(app) {
      handle = app.callback()
    },

    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      })
    },

    inFlight: () => inFlight,

    close(graceMs) {
      closing ??= new Promise((resolve, reject) => {
        if (!server.listening) return resolve()
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close((error) => {
          clearTimeout(cut)
          if (error) reject(error)
          else resolve()
        })
        server.closeIdleConnections()
      })
      return closing
    },
  }
}

/** Alive, and not ready for anything. */
function answerStarting(req: IncomingMessage, res: ServerResponse): void {
  const isAlive = req.url === '/healthz'
  res.writeHead(isAlive ? 200 : 503, {
    'Content-Type': 'application/json',
    'Retry-After': '1',
    Connection: 'close',
  })
  res.end(JSON.stringify(isAlive ? { alive: true } : { error: { code: 'process.starting' } }))
}
