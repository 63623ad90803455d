import { createCallbackRouter } from '../../bot/callback-router.ts'
import type { Activity } from '../../domain/activity.ts'
import type { Catalogue } from '../../domain/checkout/catalogue.ts'
import type { Checkout } from '../../domain/checkout/contract.ts'
import type { Clock } from '../../domain/clock.ts'
import { createHeldCoupons } from '../../domain/coupons/held-coupons.ts'
import type { ShopRedemptions } from '../../domain/coupons/shop-redemptions.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Inbox, Sealer } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import type { MediaLibrary } from '../../domain/media/media.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import { createAskedOf } from '../../domain/outreach/group-sends/asked-of.ts'
import type { PaymentNotices } from '../../domain/payments/ports.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { SmsLogin } from '../../domain/sales/sms-login.ts'
import type { Routes } from '../../http/router.ts'
import { createPushRouter } from '../../miniprogram-api/push/router.ts'
import { createMiniprogramRouter } from '../../miniprogram-api/router.ts'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { createAdminPageRouter } from '../http/admin-page/router.ts'
import { createHooksRouter } from '../http/hooks/router.ts'
import { createLinksRouter } from '../http/links/router.ts'
import { createMediaRouter } from '../http/media/router.ts'
import { createTaskPageRouter } from '../http/task-page/router.ts'
import type { createMetrics } from '../metrics.ts'
import type { wireAdmin } from './admin.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** Every way in, as one app; a worker answers its operator alone. */
export function wireEdges(deps: {
  config: Config
  appid: string | null
  /** Of the mini-programs brands in force have of their own. */
  brandAppIds: () => readonly string[]
  stores: Stores
  platforms: Platforms
  published: Pick<Published, 'registry'>
  activity: Activity
  customers: Customers
  /** Absent = no money is taken. */
  notices?: PaymentNotices
  redemptions: ShopRedemptions
  checkout: Checkout
  catalogue: Catalogue
  outreach: Outreach
  sales: Sales
  /** Null without a template for its codes. */
  smsLogin: SmsLogin | null
  inbox: Inbox
  media: MediaLibrary
  sealer: Sealer
  admin: Pick<ReturnType<typeof wireAdmin>, 'routers' | 'auditLog'>
  /** Null without WeCom. */
  sidebar: Routes | null
  ops: Routes
  operator: Routes
  metrics: ReturnType<typeof createMetrics>
  clock: Clock
  log: Log
}) {
  const { config, appid, stores, platforms, customers, outreach, sales, inbox, media, admin } = deps
  const { ops, operator, metrics, clock, log } = deps
  const { background } = deps.activity
  const { registry } = deps.published
  const { publicUrl } = config

  const routers: Routes[] = [
    ops,
    operator,
    ...admin.routers,
    createHooksRouter({
      inbox,
      clock,
      background,
      log,
      customers,
      redemptions: deps.redemptions,
      registry,
      shop: config.shop && { secret: config.shop.hookSecret, appid },
      notices: deps.notices,
      senders: { webhooks: stores.webhooks, sealer: deps.sealer, appid },
      sms: (['aliyun', 'tencent'] as const).flatMap((name) => {
        const secret = config[name]?.callbackSecret
        return secret ? [{ name, secret, gateway: platforms.smsHooks[name] }] : []
      }),
    }),
    createMediaRouter({ media }),
    createLinksRouter({
      outreach,
      clock,
      background,
      miniprogramAppId: appid,
      brandAppIds: deps.brandAppIds,
    }),
    createAdminPageRouter({ folder: config.pageDir }),
    createTaskPageRouter({
      sales,
      groupSendsAskedOf: platforms.groupMessages && createAskedOf({ stores, registry, clock }),
      login: platforms.staffLogin,
      smsLogin: deps.smsLogin,
      sessions: stores.sessions,
      auditLog: admin.auditLog,
      clock,
      publicUrl,
    }),
  ]
  if (config.wecom) {
    const keys = {
      token: config.wecom.callbackToken,
      aesKey: config.wecom.callbackAesKey,
      receiver: config.wecom.corpId,
    }
    const apps = { customer: keys, agent: keys }
    // First: by far the most that comes in, and each router looks through all its routes.
    routers.unshift(createCallbackRouter({ apps, inbox, clock, log, background, count: metrics.callback }))
  }
  if (deps.sidebar) routers.push(deps.sidebar)
  if (config.miniprogramPush) {
    routers.push(createPushRouter({ keys: config.miniprogramPush, inbox, clock, log, background }))
  }
  if (platforms.miniProgramLogin && platforms.miniProgramPhones && appid) {
    routers.push(
      createMiniprogramRouter({
        appid,
        login: platforms.miniProgramLogin,
        phones: platforms.miniProgramPhones,
        ...(platforms.contentCheck && { contentCheck: platforms.contentCheck }),
        customers,
        outreach,
        inbox,
        checkout: deps.checkout,
        catalogue: deps.catalogue,
        heldCoupons: createHeldCoupons({ store: stores.coupons, registry, clock }),
        sessions: stores.sessions,
        clock,
        background,
        registry,
        limits: config.limits,
      }),
    )
  }
  return createApp({
    routers: config.role === 'worker' ? [ops, operator] : routers,
    log,
    metrics,
    https: publicUrl.startsWith('https:'),
    trustedProxies: config.trustedProxies,
  })
}
