import { type Platforms, startPlatforms, wang } from '../../channels/testing/platforms.ts'
import { createKfDesk } from '../../channels/wecom/kf-desk.ts'
import { createKfOutlet } from '../../channels/wecom/kf-outlet.ts'
import { createMediaIds } from '../../channels/wecom/media-ids.ts'
import { createCarefulSender } from '../../domain/customer-service/careful-sender.ts'
import { conversationId } from '../../domain/customer-service/conversation.ts'
import { createCustomerService } from '../../domain/customer-service/create-customer-service.ts'
import type { KfOutlet, ServiceDesk } from '../../domain/customer-service/ports.ts'
import { silentLog } from '../../domain/log.ts'
import { aPng } from '../../domain/media/testing/pictures.ts'
import { aWorld } from '../../domain/outreach/testing/world.ts'
import { createKfConversationStore } from '../../models/kf-conversations.ts'
import { createKfCursorStore } from '../../models/kf-cursors.ts'
import type { SandboxLimits } from '../../sandbox/contract.ts'

export const account = 'wkSandbox0001'
export { wang }

/** Kelu’s store, customers and outreach in front of the simulated 微信客服, both clocks moved together. */
export async function kfWorld(limits: Partial<SandboxLimits> = {}) {
  const world = await aWorld()
  const platforms: Platforms = await startPlatforms(limits)
  const { sandbox } = platforms
  const corp = sandbox.settings.corpId
  const conversations = createKfConversationStore(world.connection)
  const cursors = createKfCursorStore(world.connection)
  const log = silentLog
  const mediaIds = createMediaIds({
    api: platforms.wecom,
    pictures: {
      copyOf: async () => null,
      file: async () => ({ type: 'png', bytes: aPng() }),
      keepCopy: async () => undefined,
      forgetCopy: async () => undefined,
    },
    clock: world.clock,
    log,
  })
  const desk = createKfDesk({ api: platforms.wecom, log })
  const outletBy = (api = platforms.wecom): KfOutlet => createKfOutlet({ api, account, mediaIds, log })
  const outreachBy = (outlet: KfOutlet) =>
    world.newOutreach({
      senders: {
        ...world.senders,
        kf: createCarefulSender({ outlet, conversations, corp, account, clock: world.clock }),
      },
      kfConversation: (id) => conversations.find(conversationId(corp, id, account)),
    })
  const outreach = outreachBy(outletBy())
  const serviceBy = (seams: Partial<{ desk: ServiceDesk }> = {}, parts = {}) =>
    createCustomerService({
      corp,
      desk,
      cursors,
      conversations,
      customers: world.customers,
      outreach,
      log,
      ...seams,
      ...parts,
    })
  const service = serviceBy()
  const bell = async () => (await sandbox.callbacks()).at(-1)?.about.Token

  return {
    ...world,
    sandbox,
    platforms,
    corp,
    conversations,
    cursors,
    desk,
    outletBy,
    outreachBy,
    outreach,
    serviceBy,
    service,
    /** Fetches by the token of the newest callback. */
    async hear(): Promise<void> {
      await service.hearFrom(account, await bell())
    },
    async writes(text = '在吗'): Promise<void> {
      await sandbox.writeToKf({ person: 'wang', text })
      await service.hearFrom(account, await bell())
    },
    async pass(ms: number): Promise<void> {
      world.clock.advance(ms)
      await platforms.advance(ms)
      await sandbox.runDue()
    },
    /** Wang as Kelu knows them by 微信客服. */
    async theCustomer() {
      const customer = await world.customers.findByIdentity(`kf:${corp}:${wang.externalUserid}`)
      if (!customer) throw new Error('nobody is known by 微信客服')
      return customer
    },
    conversation: () => conversations.find(conversationId(corp, wang.externalUserid, account)),
    /** What reached Wang. */
    received: async () => (await sandbox.deliveries({ kind: 'kf' })).map(({ content }) => content),
    async close(): Promise<void> {
      await platforms.close()
      await world.drop()
    },
  }
}
export type KfWorld = Awaited<ReturnType<typeof kfWorld>>
