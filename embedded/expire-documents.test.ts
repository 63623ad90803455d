import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadCatalog } from './store/catalog.ts'
import { openEnvironment } from './store/environment.ts'
import { aFolder, aStore, type TestStore } from './testing/store.ts'

describe('TTL indexes', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await aStore({ expireEveryMs: 20 })
  })
  afterAll(() => store.end())

  it('delete documents whose date (the earliest of several) is long enough ago, and nothing else', async () => {
    const rows = store.db.collection<Document & { _id: string }>('rows')
    const past = new Date(Date.now() - 3_700_000)
    const recent = new Date(Date.now() - 3_500_000)
    await rows.insertMany([
      { _id: 'old', at: past },
      { _id: 'old in a list', at: [recent, past] },
      { _id: 'recent', at: recent },
      { _id: 'future', at: new Date(Date.now() + 1e9) },
      { _id: 'a number', at: 1 },
      { _id: 'text', at: '2001-01-01' },
      { _id: 'none' },
      { _id: 'null', at: null },
    ])
    await rows.createIndex({ at: -1 }, { expireAfterSeconds: 3600 })
    await vi.waitFor(async () => expect(await rows.countDocuments()).toBe(6), { timeout: 60_000 })
    const left = (await rows.find().toArray()).map(({ _id }) => _id)
    expect(left).toEqual(['recent', 'future', 'a number', 'text', 'none', 'null'])
    expect(await rows.countDocuments({ at: { $lte: past } })).toBe(0)
  })
  it('go on when another one cannot be served, which is told with its name', async () => {
    const dataDir = aFolder()
    const env = openEnvironment(dataDir)
    const catalog = loadCatalog(env)
    await env.write(() => {
      const fields = [{ path: 'at', parts: ['at'], direction: 1 as const }]
      catalog.addIndex(catalog.create('kelu.bad'), { name: 'absurd', fields, expireAfterSeconds: 1e300 })
    })
    await env.close()
    const mended = await aStore({ dataDir, expireEveryMs: 20 })
    const rows = mended.db.collection('rows')
    await rows.insertOne({ at: new Date(0) })
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 1 })
    await vi.waitFor(async () => expect(await rows.countDocuments()).toBe(0), { timeout: 60_000 })
    expect(mended.warnings[0]?.obj).toMatchObject({ error: expect.stringContaining('kelu.bad absurd') })
    await mended.end()
  })
})
