import { randomBytes } from 'node:crypto'
import { createChannelCodes } from '../../bot/channel-codes.ts'
import { createActivity } from '../../domain/activity.ts'
import { createShopRedemptions } from '../../domain/coupons/shop-redemptions.ts'
import { createCouponUses } from '../../domain/coupons/use-coupons.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { createCustomers } from '../../domain/customers/customers.ts'
import { createCustomerIds } from '../../domain/customers/new-customer.ts'
import { createSealing } from '../../domain/customers/sealing.ts'
import { createInbox, type InboxHandler, type UrgentInboxHandler } from '../../domain/inbox/inbox.ts'
import type { ChannelCodeDefinition } from '../../domain/language/channel-code.ts'
import { groupDefinitions } from '../../domain/language/definitions.ts'
import type { MessageDefinition } from '../../domain/language/message.ts'
import { messageSchema } from '../../domain/language/message-schema.ts'
import { createRegistry } from '../../domain/language/registry.ts'
import type { TraitsDefinition } from '../../domain/language/traits.ts'
import { silentLog } from '../../domain/log.ts'
import { createOutreach } from '../../domain/outreach/create-outreach.ts'
import { publishedMessages } from '../../domain/outreach/testing/published-messages.ts'
import { defaultWorkingHours, type HoursInForce } from '../../domain/sales/working-hours.ts'
import { createTagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import type { Routes } from '../../http/router.ts'
import { createCorpTagStore } from '../../models/corp-tags.ts'
import { createCouponStore } from '../../models/coupons.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createEventStore } from '../../models/events.ts'
import { createIdentityStore } from '../../models/identities.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { createLinkStore } from '../../models/links.ts'
import { createOrderStore } from '../../models/orders.ts'
import { createSessionStore } from '../../models/sessions.ts'
import { createSlotStore } from '../../models/slots.ts'
import { createTagBearerReader } from '../../models/tag-bearers.ts'
import { createTagPushStore } from '../../models/tag-pushes.ts'
import { createTagReconciliationStore } from '../../models/tag-reconciliation.ts'
import { createTouchStore } from '../../models/touches.ts'
import { createApp } from '../../server/app.ts'
import { createHttpServer } from '../../server/http-server.ts'
import { createMetrics } from '../../server/metrics.ts'
import { movableClock } from './clock.ts'
import { testDatabase } from './database.ts'
import { fakePlatforms } from './fake-platforms.ts'

interface TagSeams extends Pick<ReturnType<typeof fakePlatforms>, 'contacts' | 'corpTags'> {
  customers: Customers
}

export const corp = 'wx5823bf96d3bd56c7'
export const appid = 'wxmini0000000001'

const welcome = messageSchema.parse({
  message: 'welcome',
  name: '欢迎语',
  purpose: 'requested',
  prefer: ['welcome'],
  welcome: { text: '您好，欢迎！' },
})
const popup = messageSchema.parse({
  message: 'coupon-popup',
  name: '弹窗',
  purpose: 'requested',
  prefer: ['popup'],
  miniprogram: { popup: { title: '欢迎回来', body: '50元券等您用' } },
})

const noticeWith = (template: string): MessageDefinition =>
  messageSchema.parse({
    message: `notice-${template.replace('_', '-')}`,
    name: '通知',
    purpose: 'requested',
    miniprogram: { subscription: { template, data: { thing1: '您好' } } },
  })

/** Real store, customers, outreach and inbox behind the edges; only the outside platforms are simulated. Without indexes: they cost more than they save here. */
export async function edgeWorld() {
  const db = await testDatabase()
  const { connection } = db
  const clock = movableClock()
  const log = silentLog
  const platforms = fakePlatforms()
  const stores = {
    customers: createCustomerStore(connection),
    identities: createIdentityStore(connection),
    events: createEventStore(connection),
    inbox: createInboxStore(connection),
    links: createLinkStore(connection),
    sessions: createSessionStore(connection),
    slots: createSlotStore(connection),
    touches: createTouchStore(connection),
  }
  const seal = createSealing({ data: [{ kid: 'k1', key: randomBytes(32) }], blindIndex: randomBytes(32) })
  const customers = createCustomers({ stores, seal, clock, log, ids: createCustomerIds(clock) })
  const outreach = createOutreach({
    stores,
    customers,
    senders: platforms.senders,
    published: publishedMessages([welcome, popup]).published,
    clock,
    log,
    publicUrl: 'http://kelu.test',
    linkKey: randomBytes(32),
    smsGateway: 'aliyun',
    miniprogramAppId: appid,
    stillWanted: async () => true,
    askAgainAt: async () => true,
  })
  const hours = { present: defaultWorkingHours as HoursInForce }
  const codes: ChannelCodeDefinition[] = [
    { id: 'default', name: '默认', welcome: 'welcome', tags: [], sourceChannel: '企业微信' },
    {
      id: 'store',
      name: '门店',
      state: 'store-01',
      welcome: 'welcome',
      tags: ['门店客户'],
      sourceChannel: '门店',
    },
  ]
  const channelCodes = createChannelCodes({
    registry: createRegistry(groupDefinitions(codes.map((definition) => ({ kind: 'channel', definition })))),
    directory: { hoursOf: async () => hours.present },
    clock,
  })
  const registry: { traits: TraitsDefinition[]; messages: MessageDefinition[] } = {
    traits: [],
    messages: ['tpl_a', 'tpl_b', 'tpl_c'].map(noticeWith),
  }
  const activity = createActivity(() => undefined)
  const metrics = createMetrics({ held: async () => [], inbox: stores.inbox })
  const closers: (() => Promise<void>)[] = []

  const redemptions = createShopRedemptions({
    uses: createCouponUses({
      store: createCouponStore(connection),
      orders: createOrderStore(connection),
      clock,
    }),
    customers,
  })

  return {
    redemptions,
    connection,
    clock,
    log,
    platforms,
    stores,
    seal,
    customers,
    outreach,
    channelCodes,
    /** When everybody works; put others in to change them. */
    hours,
    /** Tags both ways, over these parts. */
    tagSyncOf: ({ customers, contacts, corpTags }: TagSeams) =>
      createTagSync({
        corp,
        stores: {
          corpTags: createCorpTagStore(connection),
          tagPushes: createTagPushStore(connection),
          tagReconciliations: createTagReconciliationStore(connection),
          identities: createIdentityStore(connection),
        },
        contacts,
        corpTags,
        reader: null,
        bearers: createTagBearerReader(connection),
        customers,
        home: '客旅',
        nameInWecom: (tag) => tag,
        isForeign: () => false,
        isNamed: () => false,
        clock,
        log,
      }),
    /** Own traits as declared at present; put others in to publish them. */
    registry,
    activity,
    metrics,
    inboxWith: (handlers: Record<string, InboxHandler | UrgentInboxHandler>) =>
      createInbox({
        store: stores.inbox,
        sealer: seal,
        clock,
        log,
        handlers,
        count: metrics.inboxOutcome,
        workerId: 'edge',
      }),

    /** Serves these routers on a free port; returns the base address. */
    async serve(routers: Routes[]): Promise<string> {
      const app = createApp({ routers, log, metrics, https: false, trustedProxies: 0 })
      const server = createHttpServer()
      server.serve(app)
      const port = await server.listen(0, '127.0.0.1')
      closers.push(() => server.close(1_000))
      return `http://127.0.0.1:${port}`
    },
    events: (name: string) => connection.collection('events').find({ name }).toArray(),
    customerCount: () => connection.collection('customers').countDocuments({}),
    inboxRecords: () => connection.collection('inbox').find({}).toArray(),

    async close() {
      for (const close of closers) await close()
      await activity.settled()
      await db.drop()
    },
  }
}
export type EdgeWorld = Awaited<ReturnType<typeof edgeWorld>>
