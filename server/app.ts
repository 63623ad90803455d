import type Router from '@koa/router'
import Koa from 'koa'
import helmet from 'koa-helmet'
import { DomainError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import { createErrorMiddleware } from '../http/errors.ts'
import type { Metrics } from './metrics.ts'
import { createRequestLog } from './request-log.ts'

/** The web application: request id and log, safe headers, the one exit for errors, then the routers in the order given. */
export function createApp(deps: {
  routers: Router[]
  log: Log
  metrics: Metrics
  /** Whether people reach us by https: sets HSTS and lets browsers upgrade links. */
  https: boolean
  /** How many proxies of ours stand in front; their X-Forwarded-For is believed, nobody else's. */
  trustedProxies: number
}): Koa {
  const { routers, log, metrics, https, trustedProxies } = deps
  const app = new Koa(trustedProxies > 0 ? { proxy: true, maxIpsCount: trustedProxies } : {})
  // Only what happens outside of any request handler, such as a caller that hung up.
  app.on('error', (error: unknown) => log.warn({ err: error }, 'answer could not be sent'))

  app.use(createRequestLog(log, metrics))
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'unsafe-inline'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: https,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  )
  app.use(createErrorMiddleware(log))
  app.use(requireReadableTarget)
  for (const router of routers) app.use(router.routes())
  return app
}

/** An absolute address with a broken host passes the HTTP parser, and whoever reads its path later would throw. */
const requireReadableTarget: Koa.Middleware = (ctx, next) => {
  try {
    void ctx.path
  } catch {
    throw new DomainError('request.malformed', { expected: 'a readable request target' })
  }
  return next()
}
