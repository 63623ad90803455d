import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { createOrderStore } from '../../models/orders.ts'
import { createTraitCheckStore, type TraitCheckStore } from '../../models/trait-check.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { defaultBuyerRules } from '../language/buyer-rules.ts'
import { silentLog } from '../log.ts'
import { createTraitProof } from './check-traits.ts'
import { recordOrders } from './record-orders.ts'

const clock = movableClock('2026-03-02T09:00:00+08:00')
const toTheEnd = { shouldStop: () => false, touch: async () => {} }
let db: TestDatabase
let world: ReturnType<typeof aWorld>
beforeEach(async () => {
  clock.set('2026-03-02T09:00:00+08:00')
  db = await testDatabase()
  world = aWorld()
  // The first night of an installation is the next one.
  await world.proof().nextAt()
})
afterEach(() => db.drop())

function aWorld() {
  const { customers } = customersOn(db, clock)
  const orders = createOrderStore(db.connection)
  recordOrders({ store: orders, customers })
  const store = createTraitCheckStore(db.connection)
  const proof = (other: Partial<TraitCheckStore> = {}) =>
    createTraitProof({
      store: { ...store, ...other },
      orders,
      customers,
      rules: () => defaultBuyerRules,
      clock,
      log: silentLog,
    })
  return { customers, store, proof }
}

let made = 0
const aCustomer = () =>
  world.customers.getOrCreate([{ kind: 'ext', system: 'test', value: `p${++made}` }], {
    source: 'test',
    at: clock.now(),
  })
const hear = ({ _id: customerId }: Customer, name: string, props: Record<string, unknown>) =>
  world.customers.hear({ _id: `e${++made}`, customerId, name, at: clock.now(), props, source: 'shop' })

/** Bought twice, with things told early, twice and without a number. */
async function aBuyer(): Promise<Customer> {
  const one = await aCustomer()
  const item = { productId: 'p1', name: '精华', quantity: 1, priceFen: 10_000 }
  await hear(one, 'order.refunded', { orderId: `b${one._id}`, refundId: 'r1', amountFen: 500 })
  await hear(one, 'order.paid', {
    orderId: `a${one._id}`,
    amountFen: 9_000,
    discountFen: 1_000,
    items: [item],
  })
  await hear(one, 'order.paid', { orderId: `b${one._id}`, amountFen: 2_000, items: [{ name: '' }, item] })
  await hear(one, 'order.paid', { orderId: `b${one._id}`, amountFen: 7_000 })
  await hear(one, 'order.paid', { amountFen: 300 })
  await hear(one, 'order.paid', { orderId: `own${one._id}`, system: 'kelu', amountFen: 700 })
  await hear(one, 'order.paid', { orderId: `free${one._id}`, amountFen: 0 })
  return one
}
const stored = () => db.connection.collection<Customer>('customers')
const find = async ({ _id }: Customer) => (await world.customers.find(_id)) as Customer
const tonight = () => clock.set('2026-03-03T03:30:00+08:00')

describe('the nightly check', () => {
  it('comes at 03:30 in Shanghai, and what was counted along is what is counted anew', async () => {
    const [buyer, other] = [await aBuyer(), await aBuyer()]
    await aCustomer()
    const unionid = [{ kind: 'unionid' as const, value: 'u-same' }]
    await world.customers.addClaims(buyer._id, unionid, 'test')
    const one = await world.customers.addClaims(other._id, unionid, 'test')
    const before = await find(one)
    const proof = world.proof()
    expect(await proof.nextAt()).toEqual(new Date('2026-03-03T03:30:00+08:00'))
    clock.set('2026-03-03T03:29:59+08:00')
    await proof.advance(toTheEnd)
    expect(await world.store.lastReport()).toBeNull()
    tonight()
    expect(await proof.advance(toTheEnd)).toEqual({ isThrough: true })
    expect(await world.store.lastReport()).toMatchObject({ checked: 2, differing: 0, differences: [] })
    expect(await find(one)).toEqual(before)
    expect(await proof.nextAt()).toEqual(new Date('2026-03-04T03:30:00+08:00'))
  })

  it('finds a trait that was changed, an order that was lost and a time that is missing, says so, and puts it right', async () => {
    const people = [await aBuyer(), await aBuyer(), await aBuyer(), await aBuyer()]
    const [wrong, lost, still, fine] = (await Promise.all(people.map(find))) as [
      Customer,
      Customer,
      Customer,
      Customer,
    ]
    const other = lost.orders?.filter(({ id }) => !id.startsWith('a'))
    await stored().updateOne({ _id: wrong._id }, { $set: { 'traits.spend365Fen': 1, 'traits.tier': 'high' } })
    await stored().updateOne({ _id: lost._id }, { $set: { orders: other } } as never)
    await stored().updateOne({ _id: still._id }, { $unset: { refreshAt: '' } })
    tonight()
    await world.proof().advance(toTheEnd)
    const report = await world.store.lastReport()
    expect(report).toMatchObject({ checked: 4, differing: 3 })
    const byId = Object.fromEntries(
      report?.differences.map(({ customerId, fields }) => [customerId, fields]) ?? [],
    )
    expect(byId).toEqual({
      [wrong._id]: ['spend365Fen', 'tier'],
      [lost._id]: ['orders'],
      [still._id]: ['refreshAt'],
    })
    for (const one of [wrong, lost, still, fine]) {
      const { traits, orders, refreshAt } = await find(one)
      expect({ traits, orders, refreshAt }).toEqual({
        traits: one.traits,
        orders: one.orders,
        refreshAt: one.refreshAt,
      })
    }
    clock.set('2026-03-04T03:30:00+08:00')
    await world.proof().advance(toTheEnd)
    expect(await world.store.lastReport()).toMatchObject({ checked: 4, differing: 0 })
  })

  it('goes on where a process died, and counts nobody twice', async () => {
    const people = [await aBuyer(), await aBuyer(), await aBuyer()]
    const inOrder = people.map(({ _id }) => _id).sort()
    await stored().updateMany({}, { $set: { 'traits.ordersCount': 9 } })
    tonight()
    const { store } = world
    const dying = world.proof({
      async page(after) {
        if (after !== '') throw new Error('died')
        return store.page(after, 1)
      },
    })
    await expect(dying.advance(toTheEnd)).rejects.toThrow('died')
    expect((await store.known(clock.now())).running).toMatchObject({ after: inOrder[0], checked: 1 })
    clock.advance(3_600_000)
    await world.proof().advance(toTheEnd)
    expect(await store.lastReport()).toMatchObject({
      at: new Date('2026-03-03T03:30:00+08:00'),
      checked: 3,
      differing: 3,
    })
  })

  it('comes at once when somebody asks, and as one with the one under way', async () => {
    await aBuyer()
    const proof = world.proof()
    expect([await proof.ask(), await proof.ask()]).toEqual([true, false])
    expect(await proof.advance({ ...toTheEnd, shouldStop: () => true })).toEqual({ isThrough: false })
    await proof.advance(toTheEnd)
    expect(await world.store.lastReport()).toMatchObject({ checked: 1, differing: 0 })
  })
})
