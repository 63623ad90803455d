import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { createOrderStore } from '../orders.ts'
import { ordersOfTheirOwn } from './2026-11-30-orders.ts'
import { upgradeStore } from './migrate.ts'

let db: TestDatabase
beforeEach(async () => {
  db = await testDatabase()
})
afterEach(() => db.drop())

const at = (hour: number) => new Date(Date.parse('2026-03-01T00:00:00+08:00') + hour * 3_600_000)
const told = (_id: string, name: string, hour: number, props: object) =>
  db.connection
    .db!.collection('events')
    .insertOne({ _id, customerId: 'c_1', name, at: at(hour), receivedAt: at(hour), props } as never)
const all = () => createOrderStore(db.connection).ofCustomers(['c_1', 'c_2'], 100)

async function store() {
  const items = [{ productId: 'p1', name: '精华', quantity: 1, priceFen: 300 }]
  await told('e1', 'order.created', 1, { orderId: 'o1', amountFen: 300, items })
  await told('e2', 'order.paid', 2, { orderId: 'o1', amountFen: 300, items })
  await told('e3', 'order.shipped', 3, { orderId: 'o1' })
  await told('e4', 'order.refunded', 4, { orderId: 'o1', refundId: 'r1', amountFen: 100 })
  await told('e5', 'page.viewed', 5, { path: '/' })
  const payment = { event: 'order:o2', heardAt: at(0), at: at(0), paidFen: 700, product: '面霜' }
  const known = { event: 'e2', heardAt: at(2), at: at(2), paidFen: 300 }
  await db.connection.db!.collection('customers').insertMany([
    {
      _id: 'c_1',
      orders: [{ id: 'o1', payment: known, refunds: [{ id: 'r1', fen: 100, heardAt: at(4) }] }],
    },
    { _id: 'c_2', orders: [{ id: 'o2', payment }] },
    { _id: 'c_3' },
  ] as never)
  const report = { amountFen: 300, items }
  return [
    {
      _id: 'shop:o1',
      customerId: 'c_1',
      placed: { event: 'e1', heardAt: at(1), at: at(1), ...report },
      payment: { event: 'e2', heardAt: at(2), at: at(2), ...report },
      refunds: [{ id: 'r1', fen: 100, heardAt: at(4) }],
      shippedAt: at(3),
      begunAt: at(1),
      state: 'shipped',
    },
    {
      _id: 'shop:o2',
      customerId: 'c_2',
      payment: { event: 'order:o2', heardAt: at(0), at: at(0), amountFen: 700, items: [{ name: '面霜' }] },
      begunAt: at(0),
      state: 'paid',
    },
  ]
}
const without = (orders: Awaited<ReturnType<typeof all>>) => orders.map(({ rev: _, ...order }) => order)

it('orders are made of their events, and of the ledgers where events are gone', async () => {
  const expected = await store()
  await upgradeStore(db.connection, [ordersOfTheirOwn], 'me')
  expect(without(await all())).toEqual(expected)
})

it('one that was cut off goes on where it was', async () => {
  const expected = await store()
  const kept: string[] = []
  const dying = async (after: string) => {
    kept.push(after)
    if (kept.length === 2) throw new Error('died')
  }
  await expect(ordersOfTheirOwn.run(db.connection, { after: null, keep: dying })).rejects.toThrow('died')
  const keep = async () => {}
  await ordersOfTheirOwn.run(db.connection, { after: kept.at(-1) ?? null, keep })
  expect(without(await all())).toEqual(expected)
})
