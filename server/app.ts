import Koa from 'koa'
import helmet from 'koa-helmet'
import { DomainError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import { nothingAllowed } from '../http/content-policy.ts'
import type { AppMiddleware, RequestState, RouteContext } from '../http/context.ts'
import { createErrorMiddleware } from '../http/errors.ts'
import { answerOtherMethods, type Routes } from '../http/router.ts'
import type { Metrics } from './metrics.ts'
import { createRequestLog } from './request-log.ts'

/** The web application: request id and log, safe headers, the one exit for errors, then the routers in the order given. A surface with pages widens the content-security policy itself. */
export function createApp(deps: {
  routers: Routes[]
  log: Log
  metrics: Metrics
  /** Whether people reach us by https: sets HSTS and lets browsers upgrade links. */
  https: boolean
  /** How many proxies of ours stand in front; their X-Forwarded-For is believed, nobody else's. */
  trustedProxies: number
}): Koa<RequestState, RouteContext> {
  const { routers, log, metrics, https, trustedProxies } = deps
  const app = new Koa<RequestState, RouteContext>(
    trustedProxies > 0 ? { proxy: true, maxIpsCount: trustedProxies } : {},
  )
  // Only what happens outside of any request handler, such as a caller that hung up.
  app.on('error', (error: unknown) => log.warn({ err: error }, 'answer could not be sent'))

  app.use(createRequestLog(log, metrics))
  app.use(
    helmet({
      contentSecurityPolicy: false,
      strictTransportSecurity: https,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  )
  app.use(forbidContent)
  app.use(createErrorMiddleware(log))
  app.use(requireReadableTarget)
  app.use(answerOtherMethods())
  for (const router of routers) app.use(router.routes())
  return app
}

const forbidContent: AppMiddleware = (ctx, next) => {
  ctx.set('Content-Security-Policy', nothingAllowed)
  return next()
}

/** An absolute address with a broken host passes the HTTP parser, and whoever reads its path later would throw. */
const requireReadableTarget: AppMiddleware = (ctx, next) => {
  try {
    void ctx.path
  } catch {
    throw new DomainError('request.malformed', { expected: 'a readable request target' })
  }
  return next()
}
