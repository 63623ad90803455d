import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import { createPersonalTraces, erasedWords } from '../../models/personal-traces.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { type MovableClock, movableClock } from '../../test/testing/clock.ts'
import { testDatabase } from '../../test/testing/database.ts'
import type { IdentityClaim } from '../customers/contract.ts'
import { createCustomers } from '../customers/customers.ts'
import { testSealing as seal } from '../customers/testing/world.ts'
import { silentLog } from '../log.ts'
import { orderFacts } from '../orders/order-facts.ts'
import { recordOrders } from '../orders/record-orders.ts'
import { createErasures } from './erase-person.ts'
import { createForgotten } from './forgotten.ts'
import { holdings } from './holdings.ts'
import { othersHold } from './others-hold.ts'
import { searchStore } from './testing/search-store.ts'

const corp = 'ww-corp'
const her = {
  phone: '+8613800138000',
  email: 'lin.xiaowan@mail.example',
  realName: '林小婉',
  nickname: '晚晚呀',
  unionid: 'oUnion-lin-0001',
  openid: 'oOpen-lin-0001',
  external: 'wmExternalLin0001',
  kf: 'wmKfLin0001',
  member: 'erp-member-77812',
}
const claims: IdentityClaim[] = [
  { kind: 'unionid', value: her.unionid },
  { kind: 'external', corp, value: her.external },
  { kind: 'kf', corp, value: her.kf },
  { kind: 'openid', appid: 'wx-app', value: her.openid },
  { kind: 'ext', system: 'erp', value: her.member },
  { kind: 'phone', value: her.phone, verified: true },
]
const wish = { by: 'zhou', byName: '周敏', reason: '本人来电要求' }

let world: Awaited<ReturnType<typeof createWorld>>
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.drop())

async function createWorld() {
  const { connection, drop } = await testDatabase()
  const clock: MovableClock = movableClock()
  const stores = wireStores(connection)
  const forgotten = createForgotten({
    store: stores.forgotten,
    erasures: stores.erasures,
    blindIndex: seal.blindIndex,
  })
  let count = 0
  const ids = { customer: () => `c_${String(++count).padStart(6, '0')}` }
  const customers = createCustomers({ stores, seal, forgotten, clock, log: silentLog, ids })
  const traces = createPersonalTraces(connection)
  const erasures = createErasures({
    ...{ stores, traces, customers, forgotten, seal, clock, realClock: clock, log: silentLog },
  })

  async function herself(): Promise<Customer> {
    const customer = await customers.getOrCreate(claims, { source: 'test', at: clock.now() })
    return customers.change(
      customer,
      {
        setProfile: { nickname: her.nickname, phone: her.phone, email: her.email, realName: her.realName },
        setConsent: { miniprogram: { state: 'refused', source: 'miniprogram' } },
        addTags: [{ name: '高意向', kind: 'manual' }],
        addFollow: { corp, staff: 'lihua', since: clock.now(), remark: seal.seal(`${her.realName} 客户`) },
      },
      'test:profile',
    )
  }
  /** Everything until nothing is left to do. */
  async function untilDone(): Promise<void> {
    await erasures.sweep()
    clock.advance(16 * 60_000)
    await erasures.sweep()
  }
  return { connection, drop, clock, stores, customers, erasures, herself, untilDone }
}

/** All they could be found by in the store. */
const valuesOf = (customer: Customer): string[] => [
  ...[her.phone, '13800138000', her.email, her.realName, her.nickname],
  ...[her.unionid, her.openid, her.external, her.kf, her.member],
  ...customer.ids,
  ...(customer.profile.emailKey ? [customer.profile.emailKey] : []),
]

type Planted = Record<string, object[]>

/** Something of hers in every collection that can keep something, as each keeps it. */
function plantedFor({ _id: customerId }: Customer, now: Date): Planted {
  const touchId = `j1:${customerId}:1:s1:1`
  const payload = (text: object) => seal.seal(JSON.stringify(text))
  const raw = { source: 'wecom', kind: 'event', at: now, receivedAt: now, tries: 1, dueAt: now, lease: null }
  return {
    journeys: [{ _id: 'j1' }],
    sessions: [{ _id: 'digest', kind: 'mp', subject: customerId, openid: her.openid }],
    events: [
      {
        _id: `lead:${her.member}`,
        customerId,
        name: 'page.viewed',
        at: now,
        receivedAt: now,
        props: { q: her.nickname },
        source: 'x',
      },
    ],
    touches: [{ _id: touchId, customerId, createdAt: now, plan: { values: { name: her.nickname } } }],
    links: [
      {
        _id: 'abc123',
        touchId,
        customerId,
        name: 'shop',
        target: `https://shop.test/?who=${her.member}`,
        createdAt: now,
      },
      {
        _id: 'abc124',
        touchId: 'material',
        customerId,
        name: 'shop',
        target: `https://shop.test/?who=${her.member}`,
        createdAt: now,
      },
    ],
    runs: [{ _id: `j1:${customerId}:1`, customerId, journeyId: 'j1', vars: { said: her.realName } }],
    entries: [
      { _id: `j1:${customerId}`, customerId, journeyId: 'j1', causes: [her.external] },
      { _id: `j1:${customerId}:order-9`, customerId, journeyId: 'j1', causes: [her.external] },
    ],
    tasks: [
      { _id: 't1', customerId, title: `回访${her.realName}`, state: 'open', log: [{ note: her.phone }] },
    ],
    taskCodes: [{ _id: 'K7', taskId: 't1', note: her.realName }],
    materialReadings: [{ _id: 'r1', customerId, staff: 'lihua', title: her.nickname, at: now }],
    groupSends: [
      { _id: 'lihua:m1@1:w:1', content: { text: `${her.nickname}您好`, attachments: [] } },
      { _id: 'lihua:m2@1:w:1', content: { text: '各位好', attachments: [] } },
    ],
    groupSendPeople: [
      {
        _id: `lihua:m1@1:w:1:${her.external}`,
        groupSend: 'lihua:m1@1:w:1',
        externalUserid: her.external,
        touchId,
        customerId,
        joinedAt: now,
      },
    ],
    wecomQuota: [{ _id: `${corp}:${her.external}`, uses: [] }],
    kfConversations: [{ _id: `${corp}:${her.kf}:wk1`, rev: 1, sends: [], state: 'open' }],
    tagPushes: [{ _id: customerId, asked: 1, tries: 0, off: [], at: now, refused: [{ tag: her.nickname }] }],
    codeArrivals: [{ _id: 'a1', code: 'k', external: her.external, customerId, at: now }],
    handOverItems: [{ _id: `h1:customer:${her.external}`, ref: her.external, handOver: 'h1' }],
    lostFriendNotes: [{ _id: `lead:${her.member}`, purgeAt: now }],
    orderIntents: [{ _id: `${customerId}:key-1`, customerId, order: { payer: { openid: her.openid } } }],
    unpaidOrders: [{ _id: 'shop:o2', customerId, heardAt: now, props: { to: her.realName } }],
    couponStocks: [{ _id: 'first-30' }],
    couponLimits: [{ _id: `first-30:${her.unionid}`, rev: 0, causes: [] }],
    inbox: [
      { ...raw, _id: `wecom:edit:${her.external}:1`, state: 'done', payload: payload({}) },
      { ...raw, _id: 'form:1', state: 'failed', payload: payload({ phone: '13800138000' }) },
      { ...raw, _id: 'form:2', state: 'done', payload: payload({ phone: '13900139000' }) },
    ],
    orders: [
      {
        _id: 'kelu:20260301',
        customerId,
        rev: 1,
        state: 'received',
        own: {
          step: 'paid',
          totalFen: 9900,
          payer: { openid: her.openid },
          remark: her.nickname,
          address: payload({ to: her.realName }),
        },
      },
    ],
    shippingReports: [{ _id: '20260301', rev: 1, trackingNo: 'SF-wanwan' }],
    customerViews: [
      { _id: 'zhou:1', member: 'zhou', name: '找人', filters: { search: '13800138000' }, at: now },
    ],
    drafts: [{ _id: 'message:m9', text: `给 ${her.email} 试发` }],
    draftCopies: [{ _id: 'message:m9', copies: [{ text: `给 ${her.email} 试发` }] }],
    imports: [
      { _id: 'i1', state: 'done', at: now, step: 3, row: 1, fileUntil: now, expiresAt: now },
      { _id: 'i2', state: 'checked', at: now, step: 3, row: 1, fileUntil: now, expiresAt: now },
    ],
    importParts: [
      { _id: 'i1:0', import: 'i1', number: 0, sealed: payload({ phone: her.phone }) },
      { _id: 'i2:0', import: 'i2', number: 0, sealed: payload({ phone: her.phone }) },
    ],
    importHeldRows: [{ _id: 'i1:2', import: 'i1', row: 2, group: 7, sealed: payload({ phone: her.phone }) }],
    keptAnswers: [
      { _id: 'erp:1', state: 'answered', answer: payload({ phone: her.phone }) },
      { _id: 'erp:2', state: 'begun' },
    ],
    webhookDeliveries: [
      { _id: 'w1', webhookId: 'crm', body: JSON.stringify({ customer: customerId, tag: her.nickname }) },
    ],
    simulations: [
      { _id: 's1', key: 'journey:j1', result: JSON.stringify({ examples: [customerId] }), state: 'done' },
    ],
  }
}

async function plant(connection: Connection, planted: Planted): Promise<void> {
  for (const [name, documents] of Object.entries(planted))
    await connection.collection(name).insertMany(documents as never)
}

const byCollection = (found: string[]): string[] => [
  ...new Set(found.map((place) => place.split(' ')[0] ?? '')),
]

describe('erasure (B13)', () => {
  it('leaves nothing in the whole store that names the person, sealed or not', async () => {
    const customer = await world.herself()
    const planted = plantedFor(customer, world.clock.now())
    await plant(world.connection, planted)
    const values = valuesOf(customer)
    const search = () => searchStore(world.connection, seal, values)
    // What the search finds is not nothing to begin with.
    expect(byCollection(await search())).toEqual(
      expect.arrayContaining(['customers', 'identities', 'inbox', 'orders', 'drafts', 'tasks', 'touches']),
    )

    await world.erasures.erase(customer, wish)
    await world.untilDone()

    expect(await search()).toEqual([])
    expect(await world.stores.erasures.find(customer._id)).toMatchObject({
      state: 'done',
      by: 'zhou',
      reason: wish.reason,
    })
  })

  it('says of every collection there is what of customers it keeps, and is tried on each that keeps something that goes', async () => {
    const told = [...Object.keys(holdings), ...Object.values(othersHold).flat()]
    expect(told.sort()).toEqual([...new Set(told)].sort())
    expect(Object.keys(world.connection.models).filter((name) => !told.includes(name))).toEqual([])
    const planted = Object.keys(plantedFor(await world.herself(), world.clock.now()))
    const goes = Object.entries(holdings).filter(([, { atErasure }]) => atErasure !== 'stays')
    const known = new Set([...planted, 'customers', 'identities'])
    expect(goes.map(([name]) => name).filter((name) => !known.has(name))).toEqual([])
  })

  it('keeps what books need, and what is about others', async () => {
    const customer = await world.herself()
    await plant(world.connection, plantedFor(customer, world.clock.now()))
    await world.erasures.erase(customer, wish)
    await world.untilDone()

    const at = (name: string) => world.connection.collection(name)
    expect(await at('orders').findOne({ _id: 'kelu:20260301' as never })).toMatchObject({
      customerId: customer._id,
      own: { step: 'paid', totalFen: 9900, payer: { openid: erasedWords } },
    })
    expect((await at('inbox').find().toArray()).map(({ _id }) => String(_id))).toEqual(['form:2'])
    expect((await at('groupSends').find().toArray()).map(({ content }) => content.text)).toEqual([
      `${erasedWords}您好`,
      '各位好',
    ])
  })

  it('keeps the books of what comes after: a refund of what was bought counts, and nothing stands still for it', async () => {
    recordOrders({ store: world.stores.orders, customers: world.customers })
    const customer = await world.herself()
    const tell = (_id: string, name: string, more: object) =>
      world.customers.hear({
        ...{ _id, name, customerId: customer._id, at: world.clock.now(), source: 'shop' },
        props: { orderId: 'o7', system: 'shop', amountFen: 9900, items: [], ...more },
      })
    await tell('shop:o7:paid', 'order.paid', {})
    await world.erasures.erase(customer, wish)
    await world.untilDone()
    await tell('shop:o7:refunded', 'order.refunded', { refundId: 'r1' })
    expect(orderFacts((await world.stores.orders.find('shop:o7')) as Order)).toMatchObject({
      paidFen: 9900,
      refundedFen: 9900,
      netFen: 0,
    })
    expect(await world.connection.collection('events').countDocuments()).toBe(0)
  })

  it('leaves an event of somebody who never was for whoever looks after what stands still', async () => {
    await world.customers.hear({
      ...{ _id: 'x:1', name: 'page.viewed', customerId: 'c_never', at: world.clock.now(), source: 'x' },
      props: {},
    })
    expect(await world.connection.collection('events').countDocuments({ open: true })).toBe(1)
  })

  it('takes out what was being written while it went on', async () => {
    const customer = await world.herself()
    await world.erasures.erase(customer, wish)
    await world.erasures.sweep()
    // A worker that had read her before finishes its write.
    await world.connection
      .collection('touches')
      .insertOne({ _id: 'j1:late' as never, customerId: customer._id, createdAt: world.clock.now() })
    await world.erasures.sweep()
    expect(await world.connection.collection('touches').countDocuments()).toBe(1)
    world.clock.advance(16 * 60_000)
    await world.erasures.sweep()
    expect(await world.connection.collection('touches').countDocuments()).toBe(0)
  })

  it('goes on after a process that died right after writing it down', async () => {
    const customer = await world.herself()
    await plant(world.connection, plantedFor(customer, world.clock.now()))
    await world.erasures.erase(customer, wish)
    // As it was before the first step: all of it is there again.
    await world.connection.collection('customers').insertOne(customer as never)
    await world.connection
      .collection('identities')
      .insertMany(customer.ids.map((_id) => ({ _id, customerId: customer._id, verified: false })) as never)
    await world.untilDone()
    expect(await searchStore(world.connection, seal, valuesOf(customer))).toEqual([])
  })

  it('waits for a file that is being read, which may tell of them', async () => {
    const customer = await world.herself()
    const imports = world.connection.collection('imports')
    await imports.insertOne({ _id: 'i9' as never, state: 'running' })
    const sealed = seal.seal(her.phone)
    await world.connection.collection('importParts').insertOne({ _id: 'i9:0' as never, import: 'i9', sealed })
    await world.erasures.erase(customer, wish)
    await world.untilDone()
    expect(await world.stores.erasures.find(customer._id)).toMatchObject({ state: 'settling' })
    await imports.updateOne({ _id: 'i9' as never }, { $set: { state: 'done' } })
    await world.untilDone()
    expect(await world.stores.erasures.find(customer._id)).toMatchObject({ state: 'done' })
    expect(await searchStore(world.connection, seal, valuesOf(customer))).toEqual([])
  })

  it('covers whoever was merged into them', async () => {
    const other = await world.customers.getOrCreate(
      [{ kind: 'ext', system: 'till', value: 'till-card-0042' }],
      {
        source: 'test',
        at: world.clock.now(),
      },
    )
    await world.customers.addClaims(other, [{ kind: 'unionid', value: her.unionid }], 'test')
    const one = await world.herself()
    await world.erasures.erase(one, wish)
    await world.untilDone()
    const values = [...valuesOf(one), 'till-card-0042']
    expect(await searchStore(world.connection, seal, values)).toEqual([])
    expect(await world.connection.collection('customers').countDocuments()).toBe(0)
  })

  it('waits for an order that is not fulfilled, and for money that is under way', async () => {
    const customer = await world.herself()
    const own = { step: 'paid', totalFen: 9900, payer: { openid: her.openid } }
    const orders = world.connection.collection('orders')
    for (const [state, more] of [
      ['created', { step: 'open' }],
      ['paid', {}],
      ['shipped', {}],
      ['received', { refunds: [{ state: 'pending', fen: 9900 }] }],
    ] as const) {
      await orders.deleteMany({})
      await orders.insertOne({
        _id: 'kelu:1' as never,
        customerId: customer._id,
        state,
        own: { ...own, ...more },
      })
      await expect(world.erasures.erase(customer, wish)).rejects.toMatchObject({ code: 'erasure.unfinished' })
    }
    expect(await world.customers.find(customer._id)).not.toBeNull()
    await orders.deleteMany({})
    const refunded = { ...own, refunds: [{ state: 'done', fen: 9900 }] }
    await orders.insertOne({ _id: 'kelu:1' as never, customerId: customer._id, state: 'paid', own: refunded })
    await world.erasures.erase(customer, wish)
    expect(await world.customers.find(customer._id)).toBeNull()
  })
})

describe('refusals outlive the person', () => {
  async function erased(): Promise<void> {
    await world.erasures.erase(await world.herself(), wish)
    await world.untilDone()
  }
  const refusedBy = ({ consent }: Customer) =>
    Object.entries(consent)
      .flatMap(([subject, { state }]) => (state === 'refused' ? [subject] : []))
      .sort()

  it.each([
    ['by unionid', [claims[0]]],
    ['by external id', [claims[1]]],
    ['by another system’s number', [claims[3]]],
    ['by phone', [claims[4]]],
  ] as [string, IdentityClaim[]][])('holds for whoever comes again %s', async (_, again) => {
    await erased()
    const back = await world.customers.getOrCreate(again, { source: 'test', at: world.clock.now() })
    expect(refusedBy(back)).toEqual(['email', 'miniprogram', 'sms'])
  })

  it('holds for a customer who gives a number that was hers', async () => {
    await erased()
    const other = await world.customers.getOrCreate([{ kind: 'ext', system: 'till', value: 'x-1' }], {
      source: 'test',
      at: world.clock.now(),
    })
    expect(refusedBy(other)).toEqual([])
    const after = await world.customers.addClaims(
      other,
      [{ kind: 'phone', value: her.phone, verified: false }],
      'form',
    )
    expect(refusedBy(after)).toEqual(['email', 'miniprogram', 'sms'])
  })

  it('holds for one of many who are written down at once', async () => {
    await erased()
    const newcomer = (claim: IdentityClaim) => ({
      claims: [claim],
      origin: { source: 'wecom', at: world.clock.now() },
      facts: {},
      past: [],
    })
    await world.customers.bear(
      [newcomer(claims[1] as IdentityClaim), newcomer({ kind: 'external', corp, value: 'wmSomebodyElse' })],
      { segmentsOf: () => [] },
    )
    const found = async (value: string) =>
      world.customers.findByIdentity(world.customers.identityKey({ kind: 'external', corp, value }))
    expect(refusedBy((await found(her.external)) as Customer)).toEqual(['email', 'miniprogram', 'sms'])
    expect(refusedBy((await found('wmSomebodyElse')) as Customer)).toEqual([])
  })

  it('tells lists and files of the past when somebody was erased', async () => {
    await erased()
    const [she, somebody] = await world.customers.erasedAt([
      [claims[1] as IdentityClaim],
      [{ kind: 'ext', system: 'erp', value: 'erp-member-1' }],
    ])
    expect(she).toBeInstanceOf(Date)
    expect(somebody).toBeNull()
  })
})
