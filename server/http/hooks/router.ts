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
import { createIncomingHook, incomingContract, requireSenderSignature } from './incoming.ts'
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
  customers: Pick<Customers, 'identityKey' | 'find'>
  redemptions: ShopRedemptions
  /** What is declared at present is asked of it at every request. */
  registry: Pick<Registry, 'traits'>
  shop: { secret: string; appid: string | null } | null
  /** The SMS gateways that are set up, whichever of them sends. */
  sms: { name: 'aliyun' | 'tencent'; secret: string; gateway: SmsGatewayHooks }[]
  /** Outside systems that tell what happened: who may is registered while it runs. Absent = nobody. */
  senders?: Omit<Parameters<typeof requireSenderSignature>[0], 'clock'> & { appid: string | null }
  /** Absent = no money is taken. */
  notices?: PaymentNotices
}): RouteTable {
  const { shop, notices, senders } = deps
  const router = createRouter({ prefix: '/hooks' })
  if (shop) {
    const signed = requireShopSignature({ ...deps, ...shop })
    router.post('/shop', signed, shopContract, createShopHook({ ...deps, ...shop }))
  }
  if (senders) {
    const signed = requireSenderSignature({ ...deps, ...senders })
    router.post('/in/:source', signed, incomingContract, createIncomingHook({ ...deps, ...senders }))
  }
  for (const gateway of deps.sms) {
    const secret = requireSecretInPath(gateway.secret)
    const sms = createSmsHooks({ ...deps, ...gateway })
    router.post(`/sms/${gateway.name}/:secret/report`, secret, smsContract, sms.report)
    router.post(`/sms/${gateway.name}/:secret/up`, secret, smsContract, sms.up)
  }
  if (notices) router.post('/wxpay', createWxpayHook({ ...deps, notices }))
  return router
}
