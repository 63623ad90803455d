import type { Redis } from 'ioredis'
import { type Coordination, withFallback } from '../../channels/coordination/fallback.ts'
import { createMemoryAccessTokens } from '../../channels/coordination/memory-access-tokens.ts'
import { createMemoryRateGovernor } from '../../channels/coordination/memory-rate-governor.ts'
import { createRedisAccessTokens } from '../../channels/coordination/redis-access-tokens.ts'
import { createRedisRateGovernor } from '../../channels/coordination/redis-rate-governor.ts'
import { createTokenVault } from '../../channels/coordination/token-vault.ts'
import { createEmailSender } from '../../channels/email/email-sender.ts'
import { createMiniprogramApi } from '../../channels/miniprogram/api.ts'
import { createContentCheck } from '../../channels/miniprogram/content-check.ts'
import { createMiniProgramLogin } from '../../channels/miniprogram/login.ts'
import { createPageLinkMaker } from '../../channels/miniprogram/page-link-maker.ts'
import { createMiniProgramPhones } from '../../channels/miniprogram/phones.ts'
import { createShippingDuty } from '../../channels/miniprogram/shipping-duty.ts'
import { createSubscriptionSender } from '../../channels/miniprogram/subscription-sender.ts'
import { healthByCall } from '../../channels/platform-health.ts'
import { createShopCoupons } from '../../channels/shop/shop-coupons.ts'
import { createAliyunApi } from '../../channels/sms/aliyun/api.ts'
import { createAliyunGateway } from '../../channels/sms/aliyun/gateway.ts'
import * as aliyunPushes from '../../channels/sms/aliyun/pushes.ts'
import { createSmsSender } from '../../channels/sms/gateway.ts'
import { createTencentApi } from '../../channels/sms/tencent/api.ts'
import { createTencentGateway } from '../../channels/sms/tencent/gateway.ts'
import * as tencentPushes from '../../channels/sms/tencent/pushes.ts'
import { createWechatpayClient } from '../../channels/wechatpay/client.ts'
import { createWechatNotices } from '../../channels/wechatpay/notices.ts'
import { createWechatPayments } from '../../channels/wechatpay/payments.ts'
import { createWecomApi } from '../../channels/wecom/api.ts'
import { createContactReader } from '../../channels/wecom/contact-reader.ts'
import { createContactWays } from '../../channels/wecom/contact-ways.ts'
import { createCorpReader } from '../../channels/wecom/corp-reader.ts'
import { createCorpTags } from '../../channels/wecom/corp-tags.ts'
import { createCustomerTransfers } from '../../channels/wecom/customer-transfers.ts'
import { createFriendRemarks } from '../../channels/wecom/friend-remarks.ts'
import { createGroupMessages } from '../../channels/wecom/group-messages.ts'
import { createKfDesk } from '../../channels/wecom/kf-desk.ts'
import { createKfOutlet } from '../../channels/wecom/kf-outlet.ts'
import { createMediaIds } from '../../channels/wecom/media-ids.ts'
import { createPageSigner } from '../../channels/wecom/page-signer.ts'
import { createReportMessenger } from '../../channels/wecom/report-messenger.ts'
import { createStaffBehaviour } from '../../channels/wecom/staff-behaviour.ts'
import { createStaffLogin } from '../../channels/wecom/staff-login.ts'
import { createStaffMessenger } from '../../channels/wecom/staff-messenger.ts'
import { createWelcomeSender } from '../../channels/wecom/welcome-sender.ts'
import type { ContactWayPlatform } from '../../domain/channel-codes/ports.ts'
import type { Clock } from '../../domain/clock.ts'
import type { CorpReader } from '../../domain/contact-sync/ports.ts'
import type { ShopCoupons } from '../../domain/coupons/ports.ts'
import type { KfOutlet, ServiceDesk } from '../../domain/customer-service/ports.ts'
import type { ContactReader, MiniProgramLogin, MiniProgramPhones } from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CustomerTransfers } from '../../domain/hand-over/ports.ts'
import type { Sealer } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import type { WecomPictures } from '../../domain/media/ports.ts'
import type { GroupMessages } from '../../domain/outreach/group-sends/ports.ts'
import type { PageLinkMaker } from '../../domain/outreach/page-links/ports.ts'
import type { Senders, SmsGatewayHooks } from '../../domain/outreach/ports.ts'
import { createReturnPaths } from '../../domain/outreach/returns/return-path.ts'
import type { PaymentNotices, Payments } from '../../domain/payments/ports.ts'
import type { PlatformCheck } from '../../domain/platform-check.ts'
import type { Probes } from '../../domain/platform-probes.ts'
import type { ReportMessenger } from '../../domain/reports/ports.ts'
import type { StaffLogin, StaffMessenger, StaffSms } from '../../domain/sales/ports.ts'
import type { ShippingDuty } from '../../domain/shipping/ports.ts'
import type { FriendRemarks, PageSigner } from '../../domain/sidebar/ports.ts'
import type { StaffBehaviour } from '../../domain/staff-figures/ports.ts'
import type { CorpTags } from '../../domain/tag-sync/ports.ts'
import type { ContentCheck } from '../../domain/text/ports.ts'
import type { TokenStore } from '../../models/tokens.ts'
import type { Config } from '../config.ts'
import { probeMoney, wireProbes } from './probes.ts'
import { offCorpTags, offMessenger, offReportMessenger, offSender, offTransfers } from './switched-off.ts'

/** The outside world as the product sees it. */
export interface Platforms {
  senders: Senders
  messenger: StaffMessenger
  reportMessenger: ReportMessenger
  staffSms: StaffSms
  /** Null where there is no WeCom. */
  groupMessages: GroupMessages | null
  /** Null where there is no 微信客服. */
  kf: { desk: ServiceDesk; outlet: KfOutlet } | null
  contacts: ContactReader
  corpTags: CorpTags
  /** Null where there is no WeCom. */
  corp: CorpReader | null
  /** What members call their friends; null where there is no WeCom. */
  friendRemarks: FriendRemarks | null
  contactWays: ContactWayPlatform | null
  transfers: CustomerTransfers
  shopCoupons?: ShopCoupons
  /** Absent = nobody can pay for own orders. */
  money?: { payments: Payments; notices: PaymentNotices; merchant: { mchid: string; appid: string } }
  miniProgramLogin: MiniProgramLogin | null
  miniProgramPhones: MiniProgramPhones | null
  /** Absent where there is no mini-program. */
  contentCheck?: ContentCheck
  /** Null where there is no mini-program. */
  pageLinkMaker: PageLinkMaker | null
  /** Null where there is no mini-program. */
  shippingDuty: ShippingDuty | null
  staffLogin: StaffLogin | null
  /** Null where there is no WeCom. */
  staffBehaviour: StaffBehaviour | null
  /** What signs the page beside a chat for WeCom's client; null without WeCom. */
  pageSigner: PageSigner | null
  smsHooks: Record<'aliyun' | 'tencent', SmsGatewayHooks>
  /** Hands pictures to WeCom before anybody waits for them; gives how many are there. */
  keepPicturesReady(ids: readonly string[]): Promise<number>
  /** One per configured platform that can be asked. */
  checks: PlatformCheck[]
  probes: Probes
  /** Whether processes share tokens and limits no longer for the time being; null where there is nobody to share with. */
  coordinationDown: (() => boolean) | null
  /** Lets go of open connections. */
  close(): void
}

/** One adapter per configured platform; a platform that is not configured refuses with its reason. */
export function wirePlatforms(deps: {
  config: Config
  redis: Redis | null
  clock: Clock
  log: Log
  tokens: TokenStore
  sealer: Sealer
  /** The pictures people uploaded, as a corp has them. */
  pictures: (corpId: string) => WecomPictures
}): Platforms {
  const { config, redis, clock, log } = deps
  const vault = createTokenVault({ store: deps.tokens, sealer: deps.sealer, log })
  const own: Coordination = {
    tokens: createMemoryAccessTokens({ clock, vault }),
    governor: createMemoryRateGovernor({ clock }),
  }
  const coordination = redis && withFallback({ connection: redis, shared: inRedis(redis, deps), own, log })
  const { tokens, governor } = coordination ?? own
  const shared = { tokens, governor, clock, log }

  const wecom = config.wecom && createWecomApi({ ...config.wecom, ...shared })
  const mediaIds =
    wecom &&
    config.wecom &&
    createMediaIds({ api: wecom, pictures: deps.pictures(config.wecom.corpId), clock, log })
  // 微信客服 may have a secret, and with it a token, of its own.
  const kfApi =
    config.kf && config.wecom && config.kf.secret !== config.wecom.secret
      ? createWecomApi({ ...config.wecom, ...shared, secret: config.kf.secret })
      : config.kf && wecom
  const miniprogram =
    config.miniprogram &&
    createMiniprogramApi({ ...config.miniprogram, secret: config.miniprogram.appSecret, ...shared })
  const ofBrands = config.brandMiniprograms.map(({ appId, appSecret }) =>
    createMiniprogramApi({ baseUrl: config.miniprogram?.baseUrl ?? '', appId, secret: appSecret, ...shared }),
  )
  const miniprograms = new Map(
    [...(miniprogram ? [miniprogram] : []), ...ofBrands].map((api) => [api.appId, api] as const),
  )
  const apiOf = (appid: string) => miniprograms.get(appid)
  const wechatpay = config.wxpay && createWechatpayClient({ ...config.wxpay, clock })
  const money = wechatpay && config.wxpay && moneyBy(wechatpay, config.wxpay, clock)
  const aliyun = config.aliyun && createAliyunApi({ ...config.aliyun, clock })
  const tencent = config.tencent && createTencentApi({ ...config.tencent, clock })
  const email =
    config.email &&
    createEmailSender({
      ...config.email,
      bounces: config.email.bounces && {
        domain: config.email.bounces.domain,
        marks: createReturnPaths(config.linkKey),
      },
    })
  const shop = config.shopApi && createShopCoupons({ ...config.shopApi, clock })
  const gateways = {
    aliyun: aliyun && createAliyunGateway({ api: aliyun, clock }),
    tencent: tencent && createTencentGateway({ api: tencent, clock }),
  }
  const gateway = config.sms && gateways[config.sms.gateway]
  const sms = gateway && createSmsSender({ gateway })

  return {
    senders: {
      welcome:
        wecom && mediaIds ? createWelcomeSender({ api: wecom, mediaIds, clock, log }) : offSender('wecom'),
      // With the ledger of its conversations (customer-service.ts).
      kf: offSender('kf'),
      miniprogram: miniprogram ? createSubscriptionSender({ apiOf }) : offSender('miniprogram'),
      sms: sms ?? offSender('sms'),
      email: email ?? offSender('email'),
    },
    messenger: wecom ? createStaffMessenger({ api: wecom }) : offMessenger,
    reportMessenger: wecom ? createReportMessenger({ api: wecom }) : offReportMessenger,
    staffSms: sms ?? offSender('sms'),
    groupMessages: wecom && mediaIds ? createGroupMessages({ api: wecom, mediaIds, log }) : null,
    kf:
      kfApi && mediaIds && config.kf
        ? {
            desk: createKfDesk({ api: kfApi, log }),
            outlet: createKfOutlet({ api: kfApi, account: config.kf.account, mediaIds, log }),
          }
        : null,
    contacts: wecom
      ? createContactReader({ api: wecom })
      : { read: () => Promise.reject(new DomainError('platform.unavailable', { platform: 'wecom' })) },
    friendRemarks: wecom && createFriendRemarks({ api: wecom }),
    contactWays: wecom ? createContactWays({ api: wecom, now: () => clock.now() }) : null,
    corp: wecom && config.wecom && createCorpReader({ api: wecom, corpId: config.wecom.corpId }),
    corpTags: wecom ? createCorpTags({ api: wecom }) : offCorpTags,
    transfers: wecom ? createCustomerTransfers({ api: wecom }) : offTransfers,
    ...(shop && { shopCoupons: shop }),
    ...(money && { money }),
    miniProgramLogin: miniprogram && createMiniProgramLogin({ apiOf }),
    miniProgramPhones: miniprogram && createMiniProgramPhones({ apiOf }),
    ...(miniprogram && { contentCheck: createContentCheck({ api: miniprogram }) }),
    pageLinkMaker: miniprogram && createPageLinkMaker({ apiOf, clock }),
    shippingDuty: miniprogram && createShippingDuty({ api: miniprogram, now: clock.now }),
    staffLogin: wecom && config.wecom && createStaffLogin({ api: wecom, ...config.wecom }),
    staffBehaviour:
      wecom && config.wecom && createStaffBehaviour({ api: wecom, corpId: config.wecom.corpId }),
    pageSigner: wecom && config.wecom && createPageSigner({ ...config.wecom, ...shared, api: wecom }),
    smsHooks: { aliyun: aliyunPushes, tencent: tencentPushes },
    keepPicturesReady: async (ids) => mediaIds?.keepReady(ids) ?? 0,
    checks: [
      // Needs the secret, the right to customer contact, and an address WeCom knows: all that Kelu needs.
      ...(wecom ? [checkOf('wecom', wecom.listFollowUsers)] : []),
      ...(miniprogram ? [checkOf('wechat', miniprogram.checkAccess)] : []),
      ...(money ? [{ platform: 'wechatpay' as const, check: () => probeMoney(money.payments) }] : []),
      ...(config.sms && gateway ? [checkOf(config.sms.gateway, gateway.checkAccess)] : []),
      ...(email ? [{ platform: 'email' as const, check: email.check }] : []),
    ],
    probes: wireProbes({
      ...{ config, redis, wecom, kf: kfApi, miniprogram, email },
      miniprogramOf: apiOf,
      sms: config.sms && { aliyun, tencent }[config.sms.gateway],
      money: money && wechatpay && { ...money, time: wechatpay.time },
    }),
    coordinationDown: coordination?.isDown ?? null,
    close() {
      for (const open of new Set([
        wecom,
        kfApi,
        ...miniprograms.values(),
        wechatpay,
        aliyun,
        tencent,
        email,
        shop,
      ]))
        open?.close()
    },
  }
}

function moneyBy(
  client: ReturnType<typeof createWechatpayClient>,
  settings: NonNullable<Config['wxpay']>,
  clock: Clock,
): NonNullable<Platforms['money']> {
  const { appId, mchid, notifyUrl, apiV3Key } = settings
  return {
    payments: createWechatPayments({ client, appId, notifyUrl, clock }),
    notices: createWechatNotices({ check: client.check, apiV3Key }),
    merchant: { mchid, appid: appId },
  }
}

function checkOf(platform: PlatformCheck['platform'], call: () => Promise<unknown>): PlatformCheck {
  return { platform, check: () => healthByCall(call) }
}

function inRedis(redis: Redis, deps: { clock: Clock; log: Log }): Coordination {
  const { clock, log } = deps
  return {
    tokens: createRedisAccessTokens({ redis, clock, log }),
    governor: createRedisRateGovernor({ redis, clock, log }),
  }
}
