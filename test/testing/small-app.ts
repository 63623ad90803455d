import { Writable } from 'node:stream'
import type { Log } from '../../domain/log.ts'
import { createRouter, type RouteTable } from '../../http/router.ts'
import { createApp } from '../../server/app.ts'
import { createOpsRouter, type ReadyCheck } from '../../server/http/ops/router.ts'
import { createHttpServer, type HttpServer } from '../../server/http-server.ts'
import { createLog } from '../../server/log.ts'
import { createMetrics } from '../../server/metrics.ts'

export interface SmallApp {
  base: string
  port: number
  server: HttpServer
  log: Log
  /** What was logged, one JSON text a line. */
  lines: string[]
}

/** The web application with routes of a test's own beside those for operators; no store. */
export async function smallApp(
  build: (router: RouteTable) => void,
  checks: Record<string, ReadyCheck> = {},
): Promise<SmallApp> {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const inbox = { countByState: async () => ({ received: 2, done: 1, failed: 0, ignored: 0 }) }
  const metrics = createMetrics({ inbox, held: async () => [] })
  const router = createRouter()
  build(router)
  const ops = createOpsRouter({ checks, registry: metrics.registry })
  const log = createLog('info', sink)
  const app = createApp({ routers: [router, ops], log, metrics, https: false, trustedProxies: 0 })
  const server = createHttpServer()
  server.serve(app)
  const port = await server.listen(0, '127.0.0.1')
  return { base: `http://127.0.0.1:${port}`, port, server, log, lines }
}
