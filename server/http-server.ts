import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'

export interface HttpServer {
  /** Resolves with the port in use once connections are accepted. Port 0 = any free one. */
  listen(port: number, host?: string): Promise<number>
  inFlight(): number
  /** Accepts nothing more, lets what is under way finish for at most `graceMs`, then cuts what is left. May be called again. */
  close(graceMs: number): Promise<void>
}

const headersMs = 10_000
const requestMs = 30_000

export function createHttpServer(app: Pick<Koa, 'callback'>): HttpServer {
  const handle = app.callback()
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

  return {
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
