import { randomUUID } from 'node:crypto'
import type { Log } from '../domain/log.ts'
import type { AppMiddleware } from '../http/context.ts'
import type { Metrics } from './metrics.ts'

const ownId = /^[\w-]{8,64}$/

/**
 * Gives each request an id (the caller's `X-Request-Id` when it is a decent one) and writes one line about it. The
 * route's pattern is logged and measured, never its path or query: those hold tokens, codes and signatures.
 */
export function createRequestLog(log: Log, metrics: Metrics): AppMiddleware {
  return async function logRequest(ctx, next) {
    const given = ctx.get('x-request-id')
    ctx.state.requestId = ownId.test(given) ? given : randomUUID()
    ctx.set('X-Request-Id', ctx.state.requestId)
    const started = performance.now()
    try {
      await next()
    } finally {
      const durationMs = Math.round(performance.now() - started)
      const route = typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : 'none'
      metrics.request({ method: ctx.method, route, status: ctx.status, seconds: durationMs / 1_000 })
      const { requestId, refused } = ctx.state
      const line = { requestId, method: ctx.method, route, status: ctx.status, durationMs }
      log.info({ ...line, ...(refused ? { refused } : {}) }, 'request')
    }
  }
}
