import Router from '@koa/router'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { MiniProgramLogin } from '../domain/customers/ports.ts'
import type { Inbox } from '../domain/inbox/inbox.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import type { SessionStore } from '../models/sessions.ts'
import { createEvents } from './events.ts'
import { createLeads } from './leads.ts'
import { createLogin } from './login.ts'
import { createPopups } from './popups.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createWho } from './who.ts'

/** Everything a mini-program calls, below /mp/v1. Limits are requests a minute: per address before, per customer after log-in. */
export function createMiniprogramRouter(deps: {
  appid: string
  login: MiniProgramLogin
  customers: Customers
  outreach: Outreach
  inbox: Inbox
  sessions: SessionStore
  clock: Clock
  background: Activity['background']
  limits: { perAddress: number; perCustomer: number }
}): Router {
  const perAddress = createRateLimit(deps.limits.perAddress)
  const perCustomer = createRateLimit(deps.limits.perCustomer)
  const who = createWho(deps)
  const popups = createPopups({ ...deps, who, limit: perCustomer })

  const router = new Router({ prefix: '/mp/v1' })
  router.post('/login', createLogin({ ...deps, limit: perAddress }))
  router.post('/events', createEvents({ ...deps, who, limit: perCustomer }))
  router.post('/leads', createLeads({ ...deps, who, limit: perAddress }))
  router.post('/subscriptions', createSubscriptions({ ...deps, who, limit: perCustomer }))
  router.get('/popups', popups.pull)
  router.post('/popups/:touchId/click', (ctx) => popups.click(ctx, ctx.params.touchId ?? ''))
  router.post('/popups/:touchId/dismiss', (ctx) => popups.dismiss(ctx, ctx.params.touchId ?? ''))
  return router
}
