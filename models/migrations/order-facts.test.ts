import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { hotPathOf } from '../collection.ts'
import { customerSchema } from '../customer.ts'
import { orderFacts } from './2026-11-30-order-facts.ts'
import { upgradeStore } from './migrate.ts'

let db: TestDatabase
beforeEach(async () => {
  db = await testDatabase()
})
afterEach(() => db.drop())

const at = (text: string) => new Date(text)
const [paidAt, heardAt, backAt] = [
  at('2026-03-01T10:00:00+08:00'),
  at('2026-03-01T10:00:05+08:00'),
  at('2026-03-04T09:00:00+08:00'),
]
const customers = () => hotPathOf(db.connection, customerSchema)
const store = (_id: string, orders: object[], more: object = {}) =>
  customers().insertOne({ _id, rev: 3, traits: {}, mergedFrom: [], orders, ...more } as never)
const told = (_id: string, name: string, props: object, customerId = 'c_1') =>
  db.connection.db!.collection('events').insertOne({
    _id,
    customerId,
    name,
    at: paidAt,
    receivedAt: name === 'order.paid' ? heardAt : backAt,
    props,
  } as never)
const upgrade = () => upgradeStore(db.connection, [orderFacts], 'me')
const ordersOf = async (_id: string) => (await customers().findOne({ _id }))?.orders

it('a payment remembers who told of it and what cost most in it', async () => {
  await store('c_1', [{ id: 'o1', at: paidAt, fen: 300 }])
  const items = [
    { name: '小样', priceFen: 100, quantity: 1 },
    { name: '精华', priceFen: 100, quantity: 2 },
  ]
  await told('e1', 'order.paid', { orderId: 'o1', amountFen: 300, items })
  await upgrade()
  expect(await ordersOf('c_1')).toEqual([
    { id: 'o1', payment: { event: 'e1', heardAt, at: paidAt, paidFen: 300, product: '精华' } },
  ])
  expect(await customers().findOne({ _id: 'c_1' })).toMatchObject({ refreshAt: new Date(0), rev: 4 })
})

it('one refund that two systems told counts once, whoever of a merged pair it was told of', async () => {
  await store('c_1', [{ id: 'o1', at: paidAt, fen: 300, refundedFen: 220 }], { mergedFrom: ['c_0'] })
  await told('e2', 'order.refunded', { orderId: 'o1', refundId: 'r1', amountFen: 100 }, 'c_0')
  await told('e3', 'order.refunded', { orderId: 'o1', refundId: 'r1', amountFen: 100 })
  await told('e4', 'order.refunded', { orderId: 'o1', amountFen: 20 })
  await told('e5', 'order.refunded', { orderId: 'o2', refundId: 'r9', amountFen: 5 })
  await upgrade()
  expect((await ordersOf('c_1'))?.[0]?.refunds).toEqual([
    { id: 'e4', fen: 20, heardAt: backAt },
    { id: 'r1', fen: 100, heardAt: backAt },
  ])
})

it('what events no longer explain stays as it was', async () => {
  await store('c_1', [
    { id: 'o1', at: paidAt, fen: 300, refundedFen: 150 },
    { id: 'o2', at: backAt, refundedFen: 70 },
  ])
  await told('e2', 'order.refunded', { orderId: 'o1', refundId: 'r1', amountFen: 100 })
  await upgrade()
  expect(await ordersOf('c_1')).toEqual([
    {
      id: 'o1',
      payment: { event: 'order:o1', heardAt: paidAt, at: paidAt, paidFen: 300 },
      refunds: [
        { id: 'order:o1', fen: 50, heardAt: paidAt },
        { id: 'r1', fen: 100, heardAt: backAt },
      ],
    },
    { id: 'o2', refunds: [{ id: 'order:o2', fen: 70, heardAt: backAt }] },
  ])
})

it('is harmless twice, and leaves alone who has no orders', async () => {
  await store('c_1', [{ id: 'o1', at: paidAt, fen: 300, refundedFen: 150 }])
  await customers().insertOne({ _id: 'c_2', rev: 1, traits: {}, mergedFrom: [] } as never)
  const keep = async () => {}
  await orderFacts.run(db.connection, { after: null, keep })
  const once = await ordersOf('c_1')
  await orderFacts.run(db.connection, { after: null, keep })
  expect(await ordersOf('c_1')).toEqual(once)
  expect(await customers().findOne({ _id: 'c_2' })).toEqual({
    _id: 'c_2',
    rev: 1,
    traits: {},
    mergedFrom: [],
  })
})
