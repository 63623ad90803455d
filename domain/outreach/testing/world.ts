import { randomBytes } from 'node:crypto'
import type { Channel, Customer } from '../../../models/customer.ts'
import { createCustomerStore } from '../../../models/customers.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { createEventStore } from '../../../models/events.ts'
import { createIdentityStore } from '../../../models/identities.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { createLinkStore } from '../../../models/links.ts'
import { createSlotStore } from '../../../models/slots.ts'
import type { Touch } from '../../../models/touch.ts'
import { createTouchStore } from '../../../models/touches.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../../test/testing/database.ts'
import type { IdentityClaim } from '../../customers/contract.ts'
import { createCustomers } from '../../customers/customers.ts'
import { type CustomerIds, createCustomerIds } from '../../customers/new-customer.ts'
import { createSealing } from '../../customers/sealing.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { silentLog } from '../../log.ts'
import type { TouchRequest } from '../contract.ts'
import { createOutreach, type OutreachDeps } from '../create-outreach.ts'
import { publishedMessages } from './published-messages.ts'
import { recordingSenders } from './recording-sender.ts'

export const appId = 'wx-test'

export interface Wanted {
  phone?: string | null
  email?: string
  openid?: string
  /** A friend of somebody's in WeCom. */
  friend?: boolean
  timeZone?: string
  nickname?: string
  granted?: Channel[]
  refused?: Channel[]
  unreachable?: Channel[]
  credits?: Record<string, number>
}

export type World = Awaited<ReturnType<typeof aWorld>>

/** Real customers and a real store, senders that remember, a clock to move. `ids`: where customers get theirs. */
export async function aWorld(settings: Partial<OutreachDeps> = {}, { ids }: { ids?: CustomerIds } = {}) {
  const database: TestDatabase = await testDatabase()
  const { connection } = database
  const clock = movableClock()
  const seal = createSealing({ data: [{ kid: 'k1', key: randomBytes(32) }], blindIndex: randomBytes(32) })
  const customers = createCustomers({
    stores: {
      customers: createCustomerStore(connection),
      identities: createIdentityStore(connection),
      events: createEventStore(connection),
    },
    seal,
    clock,
    log: silentLog,
    ids: ids ?? createCustomerIds(clock),
  })
  const stores = {
    touches: createTouchStore(connection),
    links: createLinkStore(connection),
    slots: createSlotStore(connection),
  }
  await mendIndexes(connection)
  const senders = recordingSenders()
  const events: KeluEvent[] = []
  customers.listen(async (event) => {
    // Listeners are told at least once; the event itself is one.
    if (!events.some(({ _id }) => _id === event._id)) events.push(event)
  })
  const { messages, say, hold, release, published } = publishedMessages()
  const newOutreach = (more: Partial<OutreachDeps> = {}) =>
    createOutreach({
      stores,
      customers,
      senders,
      published,
      clock,
      log: silentLog,
      publicUrl: 'https://k.example',
      linkKey: 'a link key of many bytes',
      smsGateway: 'aliyun',
      smsSignature: '客旅',
      miniprogramAppId: appId,
      stillWanted: async () => true,
      askAgainAt: async () => true,
      ...settings,
      ...more,
    })
  const outreach = newOutreach()
  let people = 0
  let asked = 0

  return {
    connection,
    clock,
    customers,
    unseal: seal.unseal,
    stores,
    senders,
    events,
    messages,
    /** A message published under its id; said again, it is its next version. */
    say,
    /** Holds all marketing from now on. */
    hold: () => hold(clock.now()),
    release,
    published,
    outreach,
    newOutreach,
    drop: () => database.drop(),

    /** Somebody who can be reached by SMS and agreed to it, unless the test says otherwise. */
    async aCustomer(wanted: Wanted = {}): Promise<Customer> {
      people += 1
      const phone = wanted.phone === undefined ? `+86138${String(people).padStart(8, '0')}` : wanted.phone
      const claims: IdentityClaim[] = [{ kind: 'ext', system: 'test', value: `p${people}` }]
      if (wanted.openid) claims.push({ kind: 'openid', appid: appId, value: wanted.openid })
      if (wanted.friend) claims.push({ kind: 'external', corp: 'corp', value: `wm${people}` })
      const { _id } = await customers.getOrCreate(claims, { source: 'test', at: clock.now() })
      const granted = wanted.granted ?? ['sms', 'email']
      let customer = await customers.change(
        _id,
        {
          setProfile: {
            phone: phone ?? undefined,
            email: wanted.email,
            timeZone: wanted.timeZone,
            nickname: wanted.nickname,
          },
          setConsent: Object.fromEntries([
            ...granted.map((channel) => [channel, { state: 'granted', source: 'test' }]),
            ...(wanted.refused ?? []).map((channel) => [channel, { state: 'refused', source: 'test' }]),
          ]),
          setReach: Object.fromEntries(
            (wanted.unreachable ?? []).map((channel) => [channel, { state: 'unreachable', reason: 'test' }]),
          ),
        },
        'builder',
      )
      for (const [templateId, by] of Object.entries(wanted.credits ?? {})) {
        customer = await customers.change(_id, { credit: { templateId, by } }, `builder:${templateId}`)
      }
      return customer
    },

    aRequest(customer: Customer, message: MessageDefinition, more: Partial<TouchRequest> = {}): TouchRequest {
      asked += 1
      return { touchId: `run:${asked}:send:1`, customerId: customer._id, messageId: message.id, ...more }
    },

    /** A touch as an earlier version, or a worker that died, left it. */
    async aStoredTouch(request: TouchRequest, more: Partial<Touch>): Promise<void> {
      const { touchId: _id, customerId, messageId } = request
      const { purpose } = messages.get(messageId) as MessageDefinition
      const plain = { _id, customerId, messageId, purpose, rev: 0, links: {}, isTest: false }
      const createdAt = clock.now()
      await stores.touches.insert({
        ...plain,
        state: 'planned',
        attempts: [],
        decisions: [],
        createdAt,
        ...more,
      })
    },

    async touch(touchId: string) {
      const touch = await stores.touches.find(touchId)
      if (!touch) throw new Error(`no touch ${touchId}`)
      return touch
    },

    async slots(customer: Customer) {
      return (await stores.slots.holder(customer._id))?.slots ?? []
    },

    eventsNamed(name: string): KeluEvent[] {
      return events.filter((event) => event.name === name)
    },
  }
}
