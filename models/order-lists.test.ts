import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { documentsRead } from '../test/testing/store-commands.ts'
import { mendIndexes } from './indexes.ts'
import { orderStanding } from './migrations/2026-12-01-order-standing.ts'
import { upgradeStore } from './migrations/migrate.ts'
import type { OrderKey } from './order-entry.ts'
import { createOrderLists } from './order-lists.ts'
import { createOrderStore, type Order } from './orders.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const store = createOrderStore(db.connection)
const lists = createOrderLists(db.connection)

const hour = (n: number) => new Date(Date.UTC(2026, 2, 2, n))
const report = (n: number, storeId?: string) => ({
  event: `e${n}`,
  heardAt: hour(n),
  at: hour(n),
  amountFen: 100,
  ...(storeId !== undefined && { storeId }),
  items: [],
})
const write = (no: string, fields: Partial<Order>) =>
  store.change(`shop:${no}`, () => ({ _id: `shop:${no}`, customerId: 'c', rev: 0, ...fields }))
const numbers = (orders: readonly Order[]) => orders.map(({ _id }) => _id.slice('shop:'.length))

beforeAll(async () => {
  await mendIndexes(db.connection)
  await write('1', { placed: report(1, 'A') })
  await write('2', { placed: report(2, 'A'), payment: report(9, 'A') })
  await write('3', { placed: report(3, 'B'), payment: report(4, 'B'), receivedAt: hour(6) })
  await write('4', { placed: report(3), closedAt: hour(5) })
  await write('50', { payment: report(5, 'A') })
  await write('51', { payment: report(5, 'A') })
})

const page = async (...[look, after = null, limit = 10]: Partial<Parameters<typeof lists.page>>) =>
  numbers(await lists.page(look ?? {}, after, limit))

it('lists orders by when they began, the newest first, page by page without loss', async () => {
  const all = ['50', '51', '3', '4', '2', '1']
  expect(await page()).toEqual(all)
  const seen: string[] = []
  for (let after: { at: Date; id: OrderKey } | null = null; ; ) {
    const [one] = await lists.page({}, after, 1)
    if (one?.begunAt === undefined) break
    seen.push(...numbers([one]))
    after = { at: one.begunAt, id: one._id }
  }
  expect(seen).toEqual(all)
})

it('narrows by state, by stores and by time, the end left out', async () => {
  expect(await page({ state: 'paid' })).toEqual(['50', '51', '2'])
  expect(await page({ state: 'closed' })).toEqual(['4'])
  expect(await page({ storeIds: ['A', 'B'] })).toEqual(['50', '51', '3', '2', '1'])
  expect(await page({ storeIds: ['A'], state: 'created' })).toEqual(['1'])
  expect(await page({ storeIds: [] })).toEqual([])
  expect(await page({ from: hour(2), until: hour(5) })).toEqual(['3', '4', '2'])
  expect(await page({ until: hour(3), state: 'paid' })).toEqual(['2'])
})

it('finds by how a number begins', async () => {
  expect(numbers(await lists.withNumber('5', ['shop', 'kelu'], 10))).toEqual(['50', '51'])
  expect(numbers(await lists.withNumber('51', ['kelu', 'shop'], 10))).toEqual(['51'])
})

it('reads no more than the page, whatever it is narrowed by', async () => {
  const looks = [
    {},
    { state: 'paid' as const },
    { storeIds: ['A'] },
    { storeIds: ['A'], state: 'paid' as const },
  ]
  for (const look of looks) {
    // The page, and those that share its last moment once more.
    expect(await documentsRead(db.connection, () => lists.page(look, null, 1))).toBeLessThanOrEqual(3)
  }
})

it('an order of an earlier release learns how it stands, one of this release stays as it is', async () => {
  const orders = db.connection.collection<Order>('orders')
  const fresh = await orders.findOne({ _id: 'shop:3' })
  await orders.updateMany({ _id: { $ne: 'shop:3' } } as object, {
    $unset: { begunAt: 1, state: 1, storeId: 1 },
  })
  expect(await page({ state: 'paid' })).toEqual([])
  await upgradeStore(db.connection, [orderStanding], 'me')
  expect(await page()).toEqual(['50', '51', '3', '4', '2', '1'])
  expect(await page({ storeIds: ['A'], state: 'paid' })).toEqual(['50', '51', '2'])
  expect(await orders.findOne({ _id: 'shop:3' })).toEqual(fresh)
})
