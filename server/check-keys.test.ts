import { afterAll, beforeEach, expect, it } from 'vitest'
import { createKeyStore, type KeyStore } from '../models/keys.ts'
import { type TestDatabase, testDatabase } from '../test/testing/database.ts'
import { checkKeys } from './check-keys.ts'
import type { ConfigError } from './config.ts'

const bytes = (fill: number) => new Uint8Array(Buffer.alloc(32, fill))
const blindIndexKey = bytes(9)
const first = { kid: 'k1', key: bytes(1) }
const second = { kid: 'k2', key: bytes(2) }

let db: TestDatabase | undefined
let store: KeyStore
beforeEach(async () => {
  await db?.drop()
  db = await testDatabase()
  store = createKeyStore(db.connection)
  await checkKeys(store, { dataKeys: [first], blindIndexKey })
})
afterAll(() => db?.drop())

const start = (dataKeys: (typeof first)[], blindIndex = blindIndexKey) =>
  checkKeys(store, { dataKeys, blindIndexKey: blindIndex }).then(
    () => [],
    (error: unknown) => (error as ConfigError).faults,
  )

it('a new key in front of the old one is a rotation; from then on both are needed, in any order', async () => {
  expect(await start([second, first])).toEqual([])
  expect(await start([first, second])).toEqual([])
  expect(await start([first])).toEqual([expect.stringMatching(/^DATA_KEYS: .*k2.*missing/)])
})

it('a start without a key that has sealed data is refused, and may be made good', async () => {
  expect(await start([second])).toEqual([expect.stringMatching(/^DATA_KEYS: .*k1.*missing; put it back/)])
  expect(await start([first])).toEqual([])
})

it('a key that only opens seals nothing and may be taken out again', async () => {
  expect(await start([first, second])).toEqual([])
  expect(await start([first])).toEqual([])
})

it('another key under the old name is refused', async () => {
  expect(await start([{ kid: 'k1', key: bytes(3) }])).toEqual([
    expect.stringMatching(/^DATA_KEYS: .*k1 is not/),
  ])
})

it('another BLIND_INDEX_KEY would find nobody any more and is refused', async () => {
  expect(await start([first], bytes(8))).toEqual([expect.stringMatching(/^BLIND_INDEX_KEY: /)])
})

it('of two first starts with different keys at once, at most one goes on', async () => {
  await db?.connection.collection('keys').deleteMany({})
  const faults = await Promise.all([start([first], bytes(7)), start([first], bytes(8))])
  expect(faults.filter((list) => list.length === 0).length).toBeLessThanOrEqual(1)
})

it('the store keeps no key', async () => {
  const kept = JSON.stringify(await store.all())
  for (const key of [first.key, blindIndexKey]) {
    expect(kept).not.toContain(Buffer.from(key).toString('base64'))
    expect(kept).not.toContain(Buffer.from(key).toString('hex'))
  }
})
