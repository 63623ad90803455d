import type { Clock } from '../../domain/clock.ts'
import { createCarefulSender } from '../../domain/customer-service/careful-sender.ts'
import { conversationId } from '../../domain/customer-service/conversation.ts'
import {
  type CustomerService,
  createCustomerService,
} from '../../domain/customer-service/create-customer-service.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Log } from '../../domain/log.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { OutreachDeps } from '../../domain/outreach/create-outreach.ts'
import type { Senders } from '../../domain/outreach/ports.ts'
import type { Config } from '../config.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

interface Deps {
  config: Pick<Config, 'wecom' | 'kf'>
  stores: Pick<Stores, 'kfConversations' | 'kfCursors'>
  platforms: Pick<Platforms, 'kf' | 'senders'>
  clock: Clock
}

/** What outreach has of 微信客服: its sender, and what is known of conversations. */
export function wireKfOutreach({ config, stores, platforms, clock }: Deps): {
  senders: Senders
  kfConversation?: OutreachDeps['kfConversation']
} {
  const { kf } = platforms
  if (!kf || !config.wecom || !config.kf) return { senders: platforms.senders }
  const { corpId: corp } = config.wecom
  const { account } = config.kf
  const { kfConversations: conversations } = stores
  const sender = createCarefulSender({ outlet: kf.outlet, conversations, corp, account, clock })
  return {
    senders: { ...platforms.senders, kf: sender },
    kfConversation: (externalUserid) => conversations.find(conversationId(corp, externalUserid, account)),
  }
}

/** What hears 微信客服; null where there is none. */
export function wireCustomerService(
  deps: Omit<Deps, 'clock'> & { customers: Customers; outreach: Outreach; log: Log },
): CustomerService | null {
  const { config, stores, platforms, customers, outreach, log } = deps
  if (!platforms.kf || !config.wecom) return null
  return createCustomerService({
    corp: config.wecom.corpId,
    desk: platforms.kf.desk,
    cursors: stores.kfCursors,
    conversations: stores.kfConversations,
    customers,
    outreach,
    log,
  })
}
