import Router from '@koa/router'
import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Log } from '../../../domain/log.ts'
import type { SmsGatewayHooks } from '../../../domain/outreach/ports.ts'
import { createShopHook } from './shop.ts'
import { createSmsHooks } from './sms.ts'

/** Webhooks of other systems. What is not configured has no address. */
export function createHooksRouter(deps: {
  inbox: Inbox
  clock: Clock
  background: Activity['background']
  log: Log
  customers: Pick<Customers, 'identityKey'>
  shop: { secret: string; appid: string | null } | null
  aliyun: { secret: string; gateway: SmsGatewayHooks } | null
}): Router {
  const { shop, aliyun } = deps
  const router = new Router({ prefix: '/hooks' })
  if (shop) router.post('/shop', createShopHook({ ...deps, ...shop }))
  if (aliyun) {
    const sms = createSmsHooks({ ...deps, ...aliyun })
    router.post('/sms/aliyun/:secret/report', (ctx) => sms.report(ctx, ctx.params.secret ?? ''))
    router.post('/sms/aliyun/:secret/up', (ctx) => sms.up(ctx, ctx.params.secret ?? ''))
  }
  return router
}
