import { createChannelCodes } from '../../bot/channel-codes.ts'
import { createWecomDeliveryHandler } from '../../bot/handle-delivery.ts'
import { readReturn } from '../../channels/email/returns/read-return.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import type { ShopRedemptions } from '../../domain/coupons/shop-redemptions.ts'
import type { CustomerService } from '../../domain/customer-service/create-customer-service.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { HandOvers } from '../../domain/hand-over/create-hand-over.ts'
import { createInbox, type Sealer } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { ShippingReports } from '../../domain/shipping/report-shipping.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { createLeadHandler } from '../../miniprogram-api/handle-lead.ts'
import { createPushHandler } from '../../miniprogram-api/push/handle-push.ts'
import type { Config } from '../config.ts'
import { createShopEventHandler } from '../http/hooks/handle-shop-event.ts'
import { createSmsHandler } from '../http/hooks/handle-sms.ts'
import { createWxpayHandler } from '../http/hooks/handle-wxpay.ts'
import { createIncomingHandler } from '../http/hooks/incoming.ts'
import type { Live } from '../live/live.ts'
import { createMailHandler } from '../mail/handle-mail.ts'
import type { createMetrics } from '../metrics.ts'
import type { Money } from './payments.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** What edges store before they answer, and what becomes of it. */
export function wireIntake(deps: {
  config: Pick<Config, 'wecom'>
  appid: string | null
  stores: Stores
  platforms: Pick<Platforms, 'contacts' | 'friendRemarks'>
  contactSync: ContactSync | null
  customerService: CustomerService | null
  tagSync: TagSync
  handOvers: HandOvers
  published: Pick<Published, 'registry' | 'snapshot'>
  sealer: Sealer
  shipping?: Pick<ShippingReports, 'settled'>
  customers: Customers
  redemptions: ShopRedemptions
  outreach: Outreach
  sales: Sales
  directory: Pick<StaffDirectory, 'hoursOf'>
  money: Money | null
  metrics: ReturnType<typeof createMetrics>
  live: Pick<Live, 'announce'>
  workerId: string
  clock: Clock
  log: Log
}) {
  const { config, appid, stores, platforms, customers, outreach, sales, metrics, live, clock, log } = deps

  return createInbox({
    store: stores.inbox,
    sealer: deps.sealer,
    clock,
    log,
    count(source, outcome) {
      metrics.inboxOutcome(source, outcome)
      live.announce('inbox')
    },
    workerId: deps.workerId,
    handlers: {
      wecom: createWecomDeliveryHandler({
        corp: config.wecom?.corpId ?? '',
        customers,
        outreach,
        sales,
        contacts: platforms.contacts,
        channelCodes: createChannelCodes({
          registry: deps.published.registry,
          directory: deps.directory,
          welcomes: () => rulesInForce(deps.published.snapshot()).rules.wecom.welcomes,
          clock,
        }),
        remarks: platforms.friendRemarks,
        contactSync: deps.contactSync,
        customerService: deps.customerService,
        tagSync: deps.tagSync,
        handOvers: deps.handOvers,
        clock,
        log,
      }),
      lead: createLeadHandler({ customers }),
      wechat: createPushHandler({ appid: appid ?? '', customers, outreach, shipping: deps.shipping, clock }),
      shop: createShopEventHandler({ customers, redemptions: deps.redemptions, appid }),
      in: createIncomingHandler({ customers, appid }),
      sms: createSmsHandler({ customers, outreach, clock }),
      mail: createMailHandler({ outreach, read: readReturn }),
      ...(deps.money && { wxpay: createWxpayHandler(deps.money) }),
    },
  })
}
