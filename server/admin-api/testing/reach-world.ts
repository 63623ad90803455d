import { randomBytes } from 'node:crypto'
import { createCustomers } from '../../../domain/customers/customers.ts'
import { createCustomerIds } from '../../../domain/customers/new-customer.ts'
import { createSealing } from '../../../domain/customers/sealing.ts'
import { createTestAccounts } from '../../../domain/customers/test-accounts.ts'
import { calendarInForce } from '../../../domain/definitions/calendar-in-force.ts'
import { checkTogether } from '../../../domain/definitions/check-together.ts'
import { createDrafts } from '../../../domain/definitions/drafts.ts'
import { partsOf } from '../../../domain/definitions/keys.ts'
import { createMeta } from '../../../domain/definitions/meta.ts'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublishDrafts } from '../../../domain/definitions/publish-drafts.ts'
import { createPublished } from '../../../domain/definitions/published.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../domain/log.ts'
import { createOutreach, type OutreachDeps } from '../../../domain/outreach/create-outreach.ts'
import { publishedBut } from '../../../domain/outreach/test-send.ts'
import { recordingSenders } from '../../../domain/outreach/testing/recording-sender.ts'
import type { Customer } from '../../../models/customer.ts'
import type { Member } from '../../../models/members.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { wireBroadcastsApi } from '../../wiring/broadcasts-api.ts'
import { wireContentApi } from '../../wiring/content-api.ts'
import { wireDefinitionsApi } from '../../wiring/definitions-api.ts'
import { wireExperimentsApi } from '../../wiring/experiments-api.ts'
import { contract } from '../contract.ts'
import { adminWorld, type Ground } from './world.ts'

/** What plans and tries messages, in front of a real store with customers, and senders that remember. */
export async function reachWorld() {
  const clock = movableClock()
  const senders = recordingSenders()
  let wired: ReturnType<typeof wireAll> | undefined

  function wireAll({ stores, connection, realClock, auditLog }: Ground) {
    const published = createPublished({ store: stores.definitions, log: silentLog })
    const publish = createPublish({
      store: stores.definitions,
      published,
      check: async (all) => checkTogether(all, (await stores.drafts.keys()).map(partsOf)),
      users: async () => [],
      clock,
    })
    const seal = createSealing({ data: [{ kid: 'k1', key: randomBytes(32) }], blindIndex: randomBytes(32) })
    const customers = createCustomers({ stores, seal, clock, log: silentLog, ids: createCustomerIds(clock) })
    const outreachDeps = {
      stores,
      customers,
      senders,
      published,
      clock,
      log: silentLog,
      rulesAt: () => rulesInForce(published.snapshot()),
      calendarAt: () => calendarInForce(published.snapshot()),
      publicUrl: 'https://k.example',
      linkKey: 'a link key of many bytes',
      smsGateway: 'aliyun',
      smsSignature: '客旅',
      miniprogramAppId: 'wx-test',
      stillWanted: async () => true,
      askAgainAt: async () => true,
    } satisfies OutreachDeps
    const drafting = { store: stores.drafts, definitions: stores.definitions, published, clock }
    const deps = {
      connection,
      templatesDir: 'templates',
      stores,
      published,
      publish,
      drafts: createDrafts({ ...drafting, realClock }),
      publishDrafts: createPublishDrafts({ ...drafting, publish }),
      meta: createMeta({ ...drafting, store: stores.definitionMeta, testResults: stores.testResults }),
      reviewNeeded: async () => null,
      askReview: async () => 'review',
      auditLog,
      announce: () => undefined,
      clock,
      realClock,
      reaching: {
        customers,
        outlook: createOutreach(outreachDeps),
        saying: (message, number) =>
          createOutreach({ ...outreachDeps, published: publishedBut(published, message, number) }),
      },
    } satisfies Parameters<typeof wireBroadcastsApi>[0] & Parameters<typeof wireDefinitionsApi>[0]
    const content = wireContentApi({
      ...deps,
      smsSignature: '客旅',
      smsGateway: 'aliyun',
      publicUrl: 'https://k.example',
      linkKey: 'a link key of many bytes',
    })
    return {
      handlers: {
        ...wireDefinitionsApi(deps),
        ...wireBroadcastsApi(deps),
        ...content.handlers,
        experiments: wireExperimentsApi({ ...deps, customers, keepMs: 0 }),
      },
      router: content.router,
      publish,
      customers,
    }
  }

  const world = await adminWorld(
    (ground) => {
      wired = wireAll(ground)
      const { definitions, drafts, publishing, steer, journeys, vocabulary } = contract
      const { broadcasts, content, experiments } = contract
      return {
        contract: {
          ...{ definitions, drafts, publishing, steer, journeys, vocabulary },
          ...{ broadcasts, content, experiments },
        },
        handlers: wired.handlers,
      }
    },
    () => (wired ? [wired.router] : []),
  )
  const { customers, publish } = wired as ReturnType<typeof wireAll>
  const testAccounts = createTestAccounts({ customers, store: world.stores.customers })
  let people = 0

  return {
    ...world,
    clock,
    senders,
    customers,
    testAccounts,
    publish: (text: string) =>
      publish({
        publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
        origin: 'file',
        by: 'file',
      }),
    /** Somebody with a phone who agreed to SMS and bears these tags, unless the test says otherwise. */
    async aCustomer(
      wanted: { phone?: string | null; granted?: boolean; tags?: string[]; nickname?: string } = {},
    ): Promise<Customer> {
      people += 1
      const { phone = `+8613800${String(people).padStart(6, '0')}`, granted = true, tags = ['VIP'] } = wanted
      const claim = { kind: 'ext' as const, system: 'test', value: `p${people}` }
      const customer = await customers.getOrCreate([claim], { source: 'test', at: clock.now() })
      return customers.change(
        customer,
        {
          setProfile: { nickname: wanted.nickname, ...(phone !== null && { phone }) },
          addTags: tags.map((name) => ({ name, kind: 'manual' as const })),
          ...(granted && { setConsent: { sms: { state: 'granted', source: 'test' } } }),
        },
        'builder',
      )
    },
    /** What somebody asks, as themselves. */
    async page(role: Member['role']) {
      const cookie = await world.as(role)
      const ask = (method: 'GET' | 'POST' | 'PUT') => (path: string, body?: unknown) =>
        world.call(method, path, { cookie, body })
      return { get: ask('GET'), post: ask('POST'), put: ask('PUT') }
    },
  }
}
