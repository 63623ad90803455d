import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAttributionReader } from '../../models/attribution-reader.ts'
import { createAttributionRoundStore } from '../../models/attribution-rounds.ts'
import { createSpendStore } from '../../models/attribution-spend.ts'
import { createAttributionWorkStore } from '../../models/attribution-work.ts'
import { type Attribution, createAttributionStore } from '../../models/attributions.ts'
import type { Customer } from '../../models/customer.ts'
import { createOrderStore } from '../../models/orders.ts'
import type { Touch } from '../../models/touch.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { silentLog } from '../log.ts'
import { recordOrders } from '../orders/record-orders.ts'
import { createAttributionKeeper } from './keep-attributions.ts'
import { createAttributionRecounter } from './recount.ts'
import type { AttributionRules } from './rules.ts'

const dayMs = 86_400_000
const start = new Date('2026-03-02T09:00:00+08:00')
const clock = movableClock(start)
let db: TestDatabase
let world: ReturnType<typeof aWorld>
let rules: AttributionRules
let made = 0
beforeEach(async () => {
  clock.set(start)
  rules = {
    windowDays: 30,
    sleepingDays: 90,
    leaveOut: [],
    tiers: { highAboveFen: 500_000, potentialUpTo: 3 },
  }
  db = await testDatabase()
  world = aWorld()
  // From here on what is heard of contacts is looked at.
  await world.keeper.sweep()
})
afterEach(() => db.drop())

function aWorld(broken: { store?: Partial<ReturnType<typeof createAttributionStore>> } = {}) {
  const { customers } = customersOn(db, clock)
  const orders = createOrderStore(db.connection)
  recordOrders({ store: orders, customers })
  const shared = {
    reader: createAttributionReader(db.connection),
    store: { ...createAttributionStore(db.connection), ...broken.store },
    work: createAttributionWorkStore(db.connection),
    ...{ customers, clock, log: silentLog, rules: () => rules },
  }
  const keeper = createAttributionKeeper({ ...shared, orders })
  customers.listen(keeper.onEvent, keeper.wants)
  const rounds = createAttributionRoundStore(db.connection)
  const spend = createSpendStore(db.connection)
  return {
    ...{ customers, keeper, rounds, spend, work: shared.work },
    recounter: createAttributionRecounter({ ...shared, rounds, spend }),
  }
}

const toTheEnd = { shouldStop: () => false, touch: async () => {} }
const aCustomer = () =>
  world.customers.getOrCreate([{ kind: 'ext', system: 'test', value: `p${++made}` }], {
    source: 'test',
    at: clock.now(),
  })
const hear = (customerId: string, name: string, props: Record<string, unknown>, at = clock.now()) =>
  world.customers.hear({ _id: `e${++made}`, customerId, name, at, props, source: 'test' })
const buy = (customerId: string, orderId: string, amountFen: number) =>
  hear(customerId, 'order.paid', { orderId, amountFen })

/** A message that went out then; heard of now. */
async function send(customerId: string, sentAt: Date, more: Partial<Touch> = {}): Promise<string> {
  const touch: Touch = {
    ...{ _id: `t${++made}`, customerId, messageId: 'sale', purpose: 'marketing', state: 'sent' },
    ...{ channel: 'sms', rev: 1, decisions: [], links: {}, createdAt: sentAt, sentAt, isTest: false },
    attempts: [{ ref: 'a', channel: 'sms', at: sentAt, outcome: 'sent', segments: 2 }],
    ...more,
  }
  await db.connection.collection<Touch>('touches').insertOne(touch)
  const { channel, messageId } = touch
  await hear(customerId, 'message.sent', { touchId: touch._id, channel, messageId }, sentAt)
  return touch._id
}
const kept = () => db.connection.collection<Attribution>('attributions').find().sort({ paidAt: 1 }).toArray()
const ways = async () =>
  (await kept()).map(({ _id, netFen, path }) => [_id, netFen, path.map(({ contact }) => contact)])
/** Beyond the moments that may still be on their way into the store. */
async function later(): Promise<void> {
  clock.set(new Date(clock.now().getTime() + 120_000))
  await world.keeper.sweep()
}
const ago = (days: number) => new Date(clock.now().getTime() - days * dayMs)

it('an order is attributed once it is paid, goes by what is left of it, and is none once all was given back', async () => {
  const { _id } = await aCustomer()
  const touch = await send(_id, ago(2))
  await buy(_id, 'o1', 5_000)
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 5_000, [touch]]])
  await hear(_id, 'order.refunded', { orderId: 'o1', refundId: 'r1', amountFen: 2_000 })
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 3_000, [touch]]])
  await hear(_id, 'order.refunded', { orderId: 'o1', refundId: 'r2', amountFen: 3_000 })
  await world.keeper.sweep()
  expect(await ways()).toEqual([])
})

it('what becomes known late of a message counts, and one that failed after all counts no more', async () => {
  const { _id } = await aCustomer()
  await buy(_id, 'o1', 100)
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 100, []]])
  const touch = await send(_id, ago(1))
  await later()
  expect(await ways()).toEqual([['shop:o1', 100, [touch]]])
  await db.connection
    .collection<Touch>('touches')
    .updateOne({ _id: touch }, { $set: { state: 'failed' }, $unset: { sentAt: 1 } })
  await hear(_id, 'message.failed', { touchId: touch, reason: 'x' })
  await later()
  expect(await ways()).toEqual([['shop:o1', 100, []]])
})

it('what was sent after an order asks for nobody', async () => {
  const { _id } = await aCustomer()
  await buy(_id, 'o1', 100)
  await world.keeper.sweep()
  clock.set(new Date(clock.now().getTime() + 1_000))
  await send(_id, clock.now())
  clock.set(new Date(clock.now().getTime() + 120_000))
  const seen: number[] = []
  const { customers, work } = world
  await createAttributionKeeper({
    ...{ customers, clock, log: silentLog, rules: () => rules },
    ...{ reader: createAttributionReader(db.connection), store: createAttributionStore(db.connection) },
    orders: createOrderStore(db.connection),
    work: { ...work, ask: async (people) => void seen.push(people.size) },
  }).sweep()
  expect(seen).toEqual([0])
})

it('two who turn out to be one have one way to their order', async () => {
  const [one, other] = [await aCustomer(), await aCustomer()]
  const first = await send(one._id, ago(5))
  const second = await send(other._id, ago(3))
  await buy(one._id, 'o1', 100)
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 100, [first]]])
  await world.customers.addClaims(one, [{ kind: 'unionid', value: 'u1' }], 'test')
  await world.customers.addClaims(other, [{ kind: 'unionid', value: 'u1' }], 'test')
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 100, [first, second]]])
  const [attribution] = await kept()
  expect(attribution?.customerId).toBe((await world.customers.find(other._id))?._id)
})

it('work that fails is done later, and what is asked for meanwhile is not forgotten', async () => {
  const { _id } = await aCustomer()
  await buy(_id, 'o1', 100)
  const failing = aWorld({ store: { replace: () => Promise.reject(new Error('no')) } })
  await failing.keeper.sweep()
  expect([await ways(), await world.work.count()]).toEqual([[], 1])
  clock.set(new Date(clock.now().getTime() + 300_000))
  await world.keeper.sweep()
  expect([await ways(), await world.work.count()]).toEqual([[['shop:o1', 100, []]], 0])

  const [asked] = [new Map([[_id, start]])]
  await world.work.ask(asked, clock.now())
  const due = await world.work.due(clock.now(), 10)
  await world.work.ask(asked, clock.now())
  await world.work.settle(due)
  expect(await world.work.count()).toBe(1)
})

it('while one process works no other does, unless it has died', async () => {
  const { _id } = await aCustomer()
  await buy(_id, 'o1', 100)
  await world.work.take(clock.now(), new Date(clock.now().getTime() + 60_000))
  await world.keeper.sweep()
  expect(await ways()).toEqual([])
  clock.set(new Date(clock.now().getTime() + 60_000))
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 100, []]])
})

it('the night finds what was kept wrong, what is missing, and whose orders count no more, and has it mended', async () => {
  const people: Customer[] = []
  for (const n of [1, 2, 3]) {
    const one = await aCustomer()
    people.push(one)
    await buy(one._id, `o${n}`, n * 100)
  }
  await world.keeper.sweep()
  await world.recounter.advance(toTheEnd)
  expect((await world.rounds.last()).report).toMatchObject({ orders: 3, differing: 0 })
  const attributions = db.connection.collection<Attribution>('attributions')
  await attributions.updateOne({ _id: 'shop:o1' }, { $set: { netFen: 99 } })
  await attributions.deleteOne({ _id: 'shop:o2' })
  await world.customers.change(people[2]?._id ?? '', { isTest: true }, 'test')

  expect(await world.recounter.nextAt()).toEqual(new Date('2026-03-03T04:30:00+08:00'))
  clock.set('2026-03-03T04:30:00+08:00')
  await world.recounter.advance(toTheEnd)
  expect((await world.rounds.last()).report).toMatchObject({ orders: 2, differing: 3 })
  await world.keeper.sweep()
  expect(await ways()).toEqual([
    ['shop:o1', 100, []],
    ['shop:o2', 200, []],
  ])
})

it('other rules begin a recount at once, and it goes on where it was broken off', async () => {
  const { _id } = await aCustomer()
  const sent = await send(_id, ago(20))
  await buy(_id, 'o1', 100)
  await world.keeper.sweep()
  await world.recounter.advance(toTheEnd)
  expect(await ways()).toEqual([['shop:o1', 100, [sent]]])
  rules = { ...rules, windowDays: 19 }
  expect(await world.recounter.nextAt()).toEqual(clock.now())
  let pages = 0
  const touch = async () => {
    pages += 1
  }
  const once = { shouldStop: () => pages > 0, touch }
  expect(await world.recounter.advance(once)).toEqual({ isThrough: false })
  expect(await world.recounter.advance(toTheEnd)).toEqual({ isThrough: true })
  await world.keeper.sweep()
  expect(await ways()).toEqual([['shop:o1', 100, []]])
})

it('what a day was spent on is all that went out, whether anybody bought or not', async () => {
  const [one, test] = [await aCustomer(), await aCustomer()]
  await world.customers.change(test, { isTest: true }, 'test')
  await send(one._id, ago(1))
  await send(one._id, ago(1), { messageId: 'hello', attempts: [] })
  await send(one._id, ago(1), { messageId: 'sale' })
  await send(one._id, ago(1), { purpose: 'staff' })
  await send(one._id, ago(1), { isTest: true })
  await send(one._id, ago(2))
  const people = db.connection.collection<{
    _id: string
    touchId: string
    groupSend: string
    outcome: string
  }>('groupSendPeople')
  for (const n of [1, 2]) {
    const touchId = await send(one._id, ago(1), { messageId: 'chat', channel: 'wecom' })
    await people.insertOne({ _id: `g${n}`, touchId, groupSend: 'lilei:chat@1:w:1', outcome: 'sent' })
  }
  for (const { _id } of [one, test]) await hear(_id, 'staff.words_sent', { staff: 'lilei' }, ago(1))
  const tasks = db.connection.collection<{ _id: string; doneAt: Date; isTest?: true }>('tasks')
  await tasks.insertMany([
    { _id: 'k1', doneAt: ago(1) },
    { _id: 'k2', doneAt: ago(1), isTest: true },
  ])
  await world.recounter.advance(toTheEnd)
  const [day] = await world.spend.between('2026-03-01', '2026-03-01')
  const row = (channel: string, content: string, count: number, more: object = {}) => ({
    ...{ channel, content, count, segments: 0, sends: 0, followUps: 0 },
    ...more,
  })
  expect(day?.rows).toEqual([
    row('sms', 'sale', 2, { segments: 4 }),
    row('sms', 'hello', 1),
    row('wecom', 'chat', 2, { sends: 1 }),
    row('words', 'words', 1, { sends: 1 }),
    row('followUp', 'followUp', 1, { followUps: 1 }),
  ])
})
