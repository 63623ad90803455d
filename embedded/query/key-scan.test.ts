import fc from 'fast-check'
import type { Collection, Document, IndexSpecification } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as generators from '../testing/generators.ts'
import { aStore, refusalOf, type TestStore } from '../testing/store.ts'

type Row = Document & { _id: number }

const indexes: IndexSpecification[] = [
  { a: 1 },
  { b: -1, a: 1 },
  { a: 1, c: -1, b: 1 },
  { 'a.b': 1, c: 1 },
  { c: 1, 'b.a': -1, a: 1 },
]
const groups: Document[] = [
  { _id: '$a', n: { $sum: 1 } },
  { _id: { a: '$a', c: '$c' }, n: { $sum: 1 } },
  { _id: { inner: '$b.a', c: '$c' }, n: { $sum: 1 } },
  { _id: '$c', n: { $sum: 1 }, most: { $max: '$a' } },
]

let store: TestStore
beforeAll(async () => {
  store = await aStore()
})
afterAll(() => store.end())

describe('counts and groups from the keys of an index', () => {
  it('are those of the documents', async () => {
    const round = fc.record({
      documents: fc.array(generators.document, { minLength: 30, maxLength: 30 }),
      filters: fc.array(generators.filter, { minLength: 12, maxLength: 12 }),
      chosen: fc.subarray(indexes, { minLength: 1, maxLength: 2 }),
    })
    let number = 0
    await fc.assert(
      fc.asyncProperty(round, async ({ documents, filters, chosen }) => {
        number++
        const plain = store.db.collection<Row>(`plain${number}`)
        const indexed = store.db.collection<Row>(`indexed${number}`)
        for (const index of chosen) await indexed.createIndex(index)
        // So that many are alike; what an index refuses is in neither.
        const rows = Array.from({ length: 120 }, (_, _id) => ({ _id, ...documents[_id % documents.length] }))
        await indexed.insertMany(rows, { ordered: false }).catch(() => undefined)
        const taken = new Set(
          (await indexed.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id),
        )
        if (taken.size > 0) await plain.insertMany(rows.filter(({ _id }) => taken.has(_id)))
        for (const filter of [{}, ...filters]) {
          const said = JSON.stringify({ filter, chosen })
          expect(await indexed.countDocuments(filter), said).toBe(await plain.countDocuments(filter))
          for (const group of groups)
            expect(await grouped(indexed, filter, group), said).toEqual(await grouped(plain, filter, group))
        }
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })

  it('read no document, and of many that are alike hardly a key', async () => {
    const rows = store.db.collection<Row>('alike')
    await rows.createIndex({ state: 1, isTest: 1 })
    await rows.createIndex({ state: 1, isTest: 1, place: 1 })
    await rows.createIndex({ place: 1, at: -1 })
    await rows.createIndex({ tags: 1, gone: 1 })
    await rows.insertMany(
      Array.from({ length: 3_000 }, (_, _id) => ({
        _id,
        state: _id % 3 === 0 ? 'active' : 'ended',
        place: `p${_id % 5}`,
        at: new Date(_id * 1_000),
        tags: ['all', `t${_id % 7}`],
        ...(_id % 10 === 0 && { gone: 'x' }),
        ...(_id % 100 === 0 && { isTest: true }),
      })),
    )
    const active = { state: 'active', isTest: null }
    const byPlace = [{ $match: active }, { $group: { _id: '$place', n: { $sum: 1 } } }]
    expect((await rows.aggregate(byPlace).toArray()).reduce((sum, { n }) => sum + n, 0)).toBe(990)
    expect(await documentsRead(rows, byPlace)).toBe(0)
    const late = { place: { $in: ['p1', 'p2'] }, at: { $gte: new Date(1_000_000) } }
    expect(await rows.countDocuments(late)).toBe(800)
    expect(await documentsRead(rows, counting(late))).toBe(0)
    // One of a list, counted once each.
    expect(await rows.countDocuments({ tags: 'all', gone: null })).toBe(2_700)
    expect(await documentsRead(rows, counting({ tags: 'all', gone: null }))).toBe(0)
    // Two of a list have two keys, and whether a field is there no key tells.
    expect(await rows.countDocuments({ tags: { $in: ['all', 't1'] } })).toBe(3_000)
    expect(await documentsRead(rows, counting({ ...active, place: { $exists: true } }))).toBeGreaterThan(0)
  })

  it('go on rightly where documents come and go meanwhile', async () => {
    const rows = store.db.collection<Row>('moving')
    await rows.createIndex({ n: 1 })
    const many = Array.from({ length: 6_000 }, (_, _id) => ({ _id, n: _id }))
    await rows.insertMany(many)
    const [found] = await Promise.all([
      rows.aggregate([{ $match: { n: { $gte: 0 } } }, { $group: { _id: '$n', n: { $sum: 1 } } }]).toArray(),
      rows.deleteMany({ n: { $lt: 100 } }),
      rows.insertMany(Array.from({ length: 100 }, (_, at) => ({ _id: 10_000 + at, n: 10_000 + at }))),
    ])
    const stayed = found.filter(({ _id }) => _id >= 100 && _id < 6_000)
    expect(stayed).toHaveLength(5_900)
    expect(new Set(found.map(({ n }) => n))).toEqual(new Set([1]))
  })
})

it('explain tells of find, count and aggregate alone, and only what was done', async () => {
  const rows = store.db.collection<Row>('explained')
  await rows.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ])
  const { executionStats } = await rows.find({ a: 1 }).explain('executionStats')
  expect(executionStats).toMatchObject({ totalKeysExamined: 0, totalDocsExamined: 2 })
  const other = { explain: { delete: 'explained', deletes: [] }, verbosity: 'executionStats' }
  expect(await refusalOf(store.db.command(other))).toMatchObject({ code: 115 })
  expect(await refusalOf(rows.find({}).explain('queryPlanner'))).toMatchObject({ code: 115 })
})

const counting = (filter: Document) => [{ $match: filter }, { $group: { _id: 1, n: { $sum: 1 } } }]

async function documentsRead(rows: Collection<Row>, pipeline: Document[]): Promise<number> {
  const { executionStats } = await rows.aggregate(pipeline).explain('executionStats')
  return executionStats.totalDocsExamined
}

/** A key does not tell null from nothing: nor does this. */
async function grouped(rows: Collection<Row>, filter: Document, group: Document) {
  const found = new Map<string, { n: number; most?: unknown }>()
  for (const { _id, n, most } of await rows.aggregate([{ $match: filter }, { $group: group }]).toArray()) {
    const id = JSON.stringify(_id, (_, value) => (value === null ? undefined : value)) ?? 'nothing'
    found.set(id, { n: (found.get(id)?.n ?? 0) + n, most })
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
