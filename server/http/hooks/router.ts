import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { ShopRedemptions } from '../../../domain/coupons/shop-redemptions.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { Log } from '../../../domain/log.ts'
import type { SmsGatewayHooks } from '../../../domain/outreach/ports.ts'
import type { PaymentNotices } from '../../../domain/payments/ports.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { createShopHook, shopContract } from './shop.ts'
import { requireShopSignature } from './shop-signature.ts'
import { createSmsHooks, requireSecretInPath, smsContract } from './sms.ts'
import { createWxpayHook } from './wxpay.ts'

/** Webhooks of other systems. What is not configured has no address. */
export function createHooksRouter(deps: {
  inbox: Inbox
  clock: Clock
  background: Activity['background']
  log: Log
  customers: Pick<Customers, 'identityKey'>
  redemptions: ShopRedemptions
  /** What is declared at present is asked of it at every request. */
  registry: Pick<Registry, 'traits'>
  shop: { secret: string; appid: string | null } | null
  aliyun: { secret: string; gateway: SmsGatewayHooks } | null
  /** Absent = no money is taken. */
  notices?: PaymentNotices
}): RouteTable {
  const { shop, aliyun, notices } = deps
  const router = createRouter({ prefix: '/hooks' })
  if (shop) {
    const signed = requireShopSignature({ ...deps, ...shop })
    router.post('/shop', signed, shopContract, createShopHook({ ...deps, ...shop }))
  }
  if (aliyun) {
    const secret = requireSecretInPath(aliyun.secret)
    const sms = createSmsHooks({ ...deps, ...aliyun })
    router.post('/sms/aliyun/:secret/report', secret, smsContract, sms.report)
    router.post('/sms/aliyun/:secret/up', secret, smsContract, sms.up)
  }
  if (notices) router.post('/wxpay', createWxpayHook({ ...deps, notices }))
  return router
}
