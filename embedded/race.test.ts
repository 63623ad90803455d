import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStore, type TestStore } from './testing/store.ts'

type Row = Document & { _id: string }

describe('racing writers', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await aStore()
  })
  afterAll(() => store.end())
  const together = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => work(i)))

  it('never exceed a cap of two a day with the conditional slot update, and fill it', async () => {
    const customers = store.db.collection<Row>('customers')
    const today = new Date('2026-03-02T00:00:00+08:00')
    const now = new Date('2026-03-02T10:00:00+08:00')
    const yesterday = new Date('2026-03-01T10:00:00+08:00')
    await customers.insertOne({ _id: 'c', slots: [{ touch: 'old', at: yesterday }] })
    const reserve = (touch: string): Promise<{ matchedCount: number }> =>
      customers.updateOne(
        { _id: 'c', 'slots.touch': { $ne: touch }, 'slots.1.at': { $not: { $gte: today } } },
        { $push: { slots: { $each: [{ touch, at: now }], $sort: { at: -1 }, $slice: 32 } } } as Document,
      )
    const reserved = await together(64, (i) => reserve(`t${i % 32}`))
    expect(reserved.filter(({ matchedCount }) => matchedCount === 1)).toHaveLength(2)
    const { slots } = (await customers.findOne({ _id: 'c' })) as Document
    expect(slots).toHaveLength(3)
    expect(slots[2].touch).toBe('old')
    expect(slots[0].touch).not.toBe(slots[1].touch)
  })

  it('insert one document with racing upserts on one _id, none of which fails', async () => {
    const identities = store.db.collection<Row>('identities')
    const results = await together(50, (i) =>
      identities.updateOne({ _id: 'phone:1' }, { $setOnInsert: { customerId: `c${i}` } }, { upsert: true }),
    )
    expect(results.reduce((total, { upsertedCount }) => total + upsertedCount, 0)).toBe(1)
    expect(results.reduce((total, { matchedCount }) => total + matchedCount, 0)).toBe(49)
    const [winner] = results.flatMap(({ upsertedCount }, i) => (upsertedCount ? [`c${i}`] : []))
    expect(await identities.find().toArray()).toEqual([{ _id: 'phone:1', customerId: winner }])
  })

  it('refuse an upsert whose _id is taken but whose filter does not match with E11000', async () => {
    const rows = store.db.collection<Row>('taken')
    await rows.insertOne({ _id: 'a', state: 'done' })
    const upsert = rows.updateOne({ _id: 'a', state: 'open' }, { $set: { n: 1 } }, { upsert: true })
    await expect(upsert).rejects.toMatchObject({ code: 11000 })
  })

  it('let exactly one of many inserts of one _id through', async () => {
    const rows = store.db.collection<Row>('inserts')
    const outcomes = await together(50, (i) =>
      rows.insertOne({ _id: 'x', i }).then(
        () => 'ok',
        (error: { code: number }) => error.code,
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 11000)).toHaveLength(49)
  })

  it('lose no $inc and hand out each job of a queue once', async () => {
    const rows = store.db.collection<Row>('queue')
    await rows.createIndex({ lockedAt: 1, due: 1 })
    await rows.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: `j${i}`, due: i, lockedAt: null })))
    await rows.insertOne({ _id: 'counter', n: 0, lockedAt: 1 })
    const taken = await together(150, async () => {
      await rows.updateOne({ _id: 'counter' }, { $inc: { n: 1 } })
      const job = await rows.findOneAndUpdate(
        { lockedAt: null },
        { $set: { lockedAt: new Date() } },
        { sort: { due: 1 } },
      )
      return job?._id
    })
    const jobs = taken.filter((id) => id !== undefined)
    expect(jobs).toHaveLength(100)
    expect(new Set(jobs).size).toBe(100)
    expect(await rows.findOne({ _id: 'counter' })).toMatchObject({ n: 150 })
  })
})
