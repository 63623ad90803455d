import { createCouponUses } from '../../../domain/coupons/use-coupons.ts'
import { createCustomers } from '../../../domain/customers/customers.ts'
import { createCustomerIds } from '../../../domain/customers/new-customer.ts'
import { testSealing } from '../../../domain/customers/testing/world.ts'
import { createPublish } from '../../../domain/definitions/publish.ts'
import { createPublished } from '../../../domain/definitions/published.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../domain/log.ts'
import { recordOrders } from '../../../domain/orders/record-orders.ts'
import { createErasures } from '../../../domain/privacy/erase-person.ts'
import { createForgotten } from '../../../domain/privacy/forgotten.ts'
import type { Customer } from '../../../models/customer.ts'
import { createPersonalTraces } from '../../../models/personal-traces.ts'
import type { Touch } from '../../../models/touch.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { wireAdminPeople } from '../../wiring/admin-people.ts'
import { coupons } from '../coupons/contract.ts'
import { customerViews } from '../customer-views/contract.ts'
import { customers as contract } from '../customers/contract.ts'
import { segments } from '../segments/contract.ts'
import { settings } from '../settings/contract.ts'
import { adminWorld, type Ground } from './world.ts'

const definitions = `
journey: wake
name: 沉睡会员唤醒
entry: { event: order.paid }
steps:
  tag: { tag: { add: [高意向] }, next: hello }
  hello: { send: { message: hello }, next: done }
  done: { exit: { reason: done } }
---
message: hello
name: 沉睡会员专属券
purpose: marketing
sms: { templates: { aliyun: SMS_100001 }, text: 您有一张券，拒收请回复R }
---
segment: members
name: 老会员
kind: static
rule: { all: [{ tag: 会员 }, { event: order.paid, atLeast: 2 }] }
`

/** Somebody to be made: what is left out is not known of them. */
export interface Someone {
  nickname?: string
  phone?: string
  owner?: string
  tags?: string[]
}

/** The pages about people, on customers who are really kept. */
export async function peopleWorld() {
  const clock = movableClock('2026-12-03T14:05:00+08:00')
  /** Topics that were announced. */
  const announced: string[] = []
  const wired: ReturnType<typeof wire>[] = []
  const world = await adminWorld((ground) => {
    wired.push(wire(ground, clock, announced))
    return {
      contract: { coupons, customers: contract, customerViews, segments, settings },
      handlers: (wired[0] as Wired).handlers,
    }
  })
  const { customers, publish, retire } = wired[0] as Wired
  let made = 0

  /** A customer with what is said of them. */
  async function aCustomer({ phone, owner, tags = [], nickname }: Someone = {}): Promise<Customer> {
    made += 1
    const customer = await customers.getOrCreate([{ kind: 'ext', system: 'test', value: String(made) }], {
      source: 'test',
      at: clock.now(),
    })
    return customers.change(
      customer,
      {
        setProfile: { nickname, phone },
        ...(owner !== undefined && { setOwner: owner }),
        addTags: tags.map((name) => ({ name, kind: 'manual' })),
      },
      `test:${made}`,
    )
  }

  /** Something this customer did at the present moment. */
  async function did({ _id }: Customer, name: string, props: Record<string, unknown> = {}): Promise<void> {
    made += 1
    await customers.hear({
      _id: `test:${made}`,
      customerId: _id,
      name,
      at: clock.now(),
      props,
      source: 'test',
    })
  }

  /** A message of this customer, as it stands. */
  async function aTouch({ _id }: Customer, known: Partial<Touch> = {}): Promise<Touch> {
    made += 1
    const touch: Touch = {
      _id: `wake:${_id}:1:hello:${made}`,
      customerId: _id,
      messageId: 'hello',
      journeyId: 'wake',
      purpose: 'marketing',
      state: 'skipped',
      channel: 'sms',
      rev: 0,
      attempts: [],
      decisions: [],
      links: {},
      createdAt: clock.now(),
      isTest: false,
      ...known,
    }
    await world.stores.touches.insert(touch)
    return touch
  }

  return {
    ...world,
    clock,
    customers,
    announced,
    aCustomer,
    did,
    aTouch,
    publish: (text = definitions) => publish(text),
    /** By key: not in use any more. */
    retire,
  }
}

type Wired = ReturnType<typeof wire>
export type PeopleWorld = Awaited<ReturnType<typeof peopleWorld>>

function wire(ground: Ground, clock: ReturnType<typeof movableClock>, announced: string[]) {
  const { stores, realClock, connection } = ground
  const customers = createCustomers({
    stores,
    seal: testSealing,
    clock,
    log: silentLog,
    ids: createCustomerIds(clock),
  })
  recordOrders({ store: stores.orders, customers })
  const couponUses = createCouponUses({ store: stores.coupons, orders: stores.orders, clock })
  const published = createPublished({ store: stores.definitions, log: silentLog })
  const publish = createPublish({
    store: stores.definitions,
    published,
    check: async () => [],
    users: async () => [],
    clock,
  })
  const forgotten = createForgotten({
    store: stores.forgotten,
    erasures: stores.erasures,
    blindIndex: testSealing.blindIndex,
  })
  const traces = createPersonalTraces(connection)
  const erasures = createErasures({
    ...{ stores, traces, customers, forgotten, seal: testSealing, clock, realClock, log: silentLog },
  })
  const handlers = wireAdminPeople({
    connection,
    stores,
    shipping: null,
    customers,
    erasures,
    preferences: {
      nextAt: async () => new Date('2027-01-01T03:00:00+08:00'),
      ask: async () => true,
    },
    couponUses,
    checkout: { shipped: async () => undefined },
    published,
    ground,
    announce: (topic) => void announced.push(topic),
    clock,
    realClock,
    log: silentLog,
  })
  return {
    customers,
    handlers,
    publish: (text: string) =>
      publish({
        publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
        origin: 'page',
        by: 'test',
      }),
    retire: (...keys: string[]) => publish({ retire: keys, origin: 'page', by: 'test' }),
  }
}
