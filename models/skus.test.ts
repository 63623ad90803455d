import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../test/testing/database.ts'
import { mendIndexes } from './indexes.ts'
import { createSkuStore, type SkuStore } from './skus.ts'

let db: TestDatabase
let skus: SkuStore
beforeAll(async () => {
  db = await testDatabase()
  skus = createSkuStore(db.connection)
  await mendIndexes(db.connection)
})
afterAll(() => db.drop())

let made = 0
async function aSku(onHand = 5): Promise<string> {
  const skuId = `sku-${++made}`
  await skus.say(skuId, { productId: 'p', name: '精华', priceFen: 100, isOn: true })
  await skus.count(skuId, onHand)
  return skuId
}
const hold = (skuId: string, no: string, quantity = 2) => skus.hold(skuId, { no, quantity, at: new Date() })
async function stockOf(skuId: string) {
  const { onHand = 0, free = 0, sold = 0, holds = [] } = (await skus.find(skuId)) ?? {}
  return { onHand, free, sold, held: holds.map(({ no }) => no) }
}

it('an order holds once, lets go once and is sold once, however many ask at once', async () => {
  const skuId = await aSku()
  expect(await Promise.all(Array.from({ length: 8 }, () => hold(skuId, 'a')))).toEqual(Array(8).fill('held'))
  await hold(skuId, 'b')
  expect(await stockOf(skuId)).toEqual({ onHand: 5, free: 1, sold: 0, held: ['a', 'b'] })
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 ? skus.sell(skuId, 'a') : skus.release(skuId, 'b'))),
  )
  expect(await stockOf(skuId)).toEqual({ onHand: 3, free: 3, sold: 2, held: [] })
})

it('an order that is over holds nothing any more, also one that never held anything', async () => {
  const skuId = await aSku()
  await hold(skuId, 'sold')
  await skus.sell(skuId, 'sold')
  await skus.release(skuId, 'late')
  for (const no of ['sold', 'late']) expect(await hold(skuId, no)).toBe('over')
  expect(await stockOf(skuId)).toEqual({ onHand: 3, free: 3, sold: 2, held: [] })
})

it('more than is free, what is switched off and what there is not are not held', async () => {
  const skuId = await aSku(1)
  expect(await hold(skuId, 'a')).toBe('short')
  await skus.switch(skuId, false)
  expect(await hold(skuId, 'b', 1)).toBe('gone')
  expect(await hold('none', 'c')).toBe('gone')
  expect(await skus.switch('none', true)).toBe(false)
})

it('no more than a thousand orders wait for one sku', async () => {
  const skuId = await aSku(2_000)
  const holds = Array.from({ length: 1_000 }, (_, n) => ({ no: `o${n}`, quantity: 1, at: new Date() }))
  await db.connection
    .collection<{ _id: string }>('skus')
    .updateOne({ _id: skuId }, { $set: { holds, free: 1_000 } })
  expect(await hold(skuId, 'one-more', 1)).toBe('crowded')
  await skus.release(skuId, 'o0')
  expect(await hold(skuId, 'one-more', 1)).toBe('held')
})

it('a count meets sales that go on: what is held stays held, and a count below that is refused', async () => {
  const skuId = await aSku(5)
  await hold(skuId, 'a')
  const [counted] = await Promise.all([skus.count(skuId, 20), hold(skuId, 'b'), skus.sell(skuId, 'a')])
  expect(counted).toBe('set')
  const { onHand, free, held } = await stockOf(skuId)
  expect([held, onHand - free]).toEqual([['b'], 2])
  expect([18, 20]).toContain(onHand)
  expect(await skus.count(skuId, 1)).toBe('held')
  expect(await skus.count('none', 1)).toBe('gone')
})

it('what is said of it anew leaves its stock as it is, and takes away what is no longer said', async () => {
  const skuId = await aSku(5)
  const words = { productId: 'p', name: '精华', priceFen: 200, isOn: true }
  await Promise.all([skus.say('at-once', words), skus.say('at-once', words), skus.say('at-once', words)])
  await skus.say(skuId, { ...words, spec: '50ml', category: '护肤' })
  await skus.say(skuId, { ...words, category: '护肤' })
  const sku = await skus.find(skuId)
  expect(sku).toMatchObject({ priceFen: 200, category: '护肤', onHand: 5, free: 5 })
  expect(sku).not.toHaveProperty('spec')
})
