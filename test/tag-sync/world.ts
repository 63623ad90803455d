import { createChannelCodes } from '../../bot/channel-codes.ts'
import { createWecomDeliveryHandler } from '../../bot/handle-delivery.ts'
import { inboxIdOf } from '../../bot/inbox-id.ts'
import { wecomEventSchema } from '../../bot/parse-event.ts'
import { noHandOvers } from '../../bot/testing/no-hand-overs.ts'
import { startPlatforms } from '../../channels/testing/platforms.ts'
import { createContactReader } from '../../channels/wecom/contact-reader.ts'
import { createCorpReader } from '../../channels/wecom/corp-reader.ts'
import { createCorpTags } from '../../channels/wecom/corp-tags.ts'
import { createCustomerTransfers } from '../../channels/wecom/customer-transfers.ts'
import { tagNameInWecom } from '../../channels/wecom/tag-name.ts'
import { createCustomers } from '../../domain/customers/customers.ts'
import { testSealing } from '../../domain/customers/testing/world.ts'
import { groupDefinitions } from '../../domain/language/definitions.ts'
import { createRegistry } from '../../domain/language/registry.ts'
import { silentLog } from '../../domain/log.ts'
import { createTagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { createCorpTagStore } from '../../models/corp-tags.ts'
import type { Customer } from '../../models/customer.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createEventStore } from '../../models/events.ts'
import { createIdentityStore } from '../../models/identities.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { createTagBearerReader } from '../../models/tag-bearers.ts'
import { createTagPushStore } from '../../models/tag-pushes.ts'
import { createTagReconciliationStore } from '../../models/tag-reconciliation.ts'
import type { Callback, SandboxLimits } from '../../sandbox/contract.ts'
import { wireContactSync } from '../../server/wiring/contact-sync.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { type Breaking, breakable } from '../testing/breakable.ts'
import { testDatabase } from '../testing/database.ts'

const control = { shouldStop: () => false, touch: async () => {} }

/** Tags both ways before a simulated WeCom, as one process after the other has them: `begin` starts another on the same store. */
export async function tagWorld(given: { limits?: Partial<SandboxLimits>; named?: readonly string[] } = {}) {
  const platforms = await startPlatforms({ busyMs: 0, ...given.limits })
  const { sandbox, clock, wecom } = platforms
  const { connection, drop } = await testDatabase()
  const corp = sandbox.settings.corpId
  const stores = {
    customers: createCustomerStore(connection),
    identities: createIdentityStore(connection),
    events: createEventStore(connection),
    corpTags: createCorpTagStore(connection),
    tagPushes: createTagPushStore(connection),
    tagReconciliations: createTagReconciliationStore(connection),
  }
  const allStores = wireStores(connection)
  await mendIndexes(connection)
  let made = 0
  const ids = { customer: () => `c_${String(++made).padStart(6, '0')}` }
  const outside = {
    corpTags: createCorpTags({ api: wecom }),
    contacts: createContactReader({ api: wecom }),
    corp: createCorpReader({ api: wecom, corpId: corp }),
  }
  const nothing = createRegistry(groupDefinitions([]))

  /** A process; with `breaking`, one of its calls of store or WeCom is its last. */
  function begin(breaking?: Breaking) {
    const parts = { ...stores, wecomTags: outside.corpTags, contacts: outside.contacts }
    const { wecomTags, contacts, ...own } = breaking ? breakable(parts, breaking) : parts
    const customers = createCustomers({ stores: own, seal: testSealing, clock, log: silentLog, ids })
    const tagSync = createTagSync({
      corp,
      stores: own,
      corpTags: wecomTags,
      reader: outside.corp,
      contacts,
      bearers: createTagBearerReader(connection),
      customers,
      home: '客旅',
      nameInWecom: tagNameInWecom,
      isForeign: () => false,
      isNamed: (tag) => given.named?.includes(tag) ?? false,
      clock,
      log: silentLog,
    })
    customers.listen(tagSync.onEvent, tagSync.wants)
    const handler = createWecomDeliveryHandler({
      corp,
      customers,
      outreach: {} as never,
      sales: { act: () => Promise.reject(new Error('no tasks here')), taskOfCard: async () => null },
      contacts,
      tagSync,
      handOvers: noHandOvers,
      channelCodes: createChannelCodes({
        registry: nothing,
        directory: { hoursOf: () => Promise.reject(new Error('nobody is welcomed here')) },
        clock,
      }),
      clock,
      log: silentLog,
    })
    const contactSync = wireContactSync({
      config: { wecom: platforms.wecomSettings as never },
      stores: { ...allStores, ...own },
      platforms: { corp: outside.corp, contacts },
      published: { registry: nothing },
      customers,
      journeys: { segmentsOf: () => [], settleLearnt: async () => {} },
      tagSync,
      clock,
      log: silentLog,
    })
    return {
      customers,
      tagSync,
      /** Takes a callback as the inbox would; what it throws, the inbox would keep and try again. */
      async hear(callback: Callback): Promise<void> {
        const event = wecomEventSchema.parse({
          ToUserName: corp,
          CreateTime: String(Math.floor(Date.parse(callback.at) / 1_000)),
          MsgType: 'event',
          ...callback.about,
        })
        const at = new Date(event.CreateTime * 1_000)
        const record = { _id: inboxIdOf(event), at } as InboxRecord
        await handler.handle({ event }, record)
      },
      /** A round of the nightly synchronisation: friends, and the tags of their pairs. */
      async synchronise(): Promise<void> {
        await contactSync?.ask()
        for (let isThrough = false; !isThrough; )
          isThrough = (await contactSync?.advance(control))?.isThrough ?? true
      },
      async reconcile(): Promise<void> {
        await tagSync.reconciliation.ask()
        await tagSync.reconciliation.advance(control)
      },
    }
  }

  let process = begin()
  let heard = 0
  const customerOf = async (externalUserid: string): Promise<Customer> => {
    const found = await begin().customers.findByIdentity(`external:${corp}:${externalUserid}`)
    if (!found) throw new Error(`nobody here is ${externalUserid}`)
    return found
  }

  return {
    ...platforms,
    corp,
    transfers: createCustomerTransfers({ api: wecom }),
    stores,
    begin,
    process: () => process,
    restart() {
      process = begin()
    },
    customerOf,
    tagsOf: async (externalUserid: string) =>
      (await customerOf(externalUserid)).tags
        .filter(({ kind }) => kind !== 'base')
        .map(({ name }) => name)
        .sort(),
    /** What WeCom has told since this was asked last. */
    async told(): Promise<Callback[]> {
      const all = await sandbox.callbacks()
      const fresh = all.slice(heard).filter(({ kind }) => kind.startsWith('wecom.'))
      heard = all.length
      return fresh
    },
    /** Kelu hears all WeCom told, and does what is due. */
    async settle(): Promise<void> {
      for (const callback of await this.told()) await process.hear(callback)
      for (let n = 0; n < 5; n++) {
        await process.customers.sweep()
        await process.tagSync.sweep()
      }
    },
    /** The same, but WeCom's callbacks are lost. */
    async settleDeaf(): Promise<void> {
      await this.told()
      for (let n = 0; n < 5; n++) await process.tagSync.sweep()
    },
    async close(): Promise<void> {
      await platforms.close()
      await drop()
    },
  }
}

export type TagWorld = Awaited<ReturnType<typeof tagWorld>>
