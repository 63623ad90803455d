import { Int32 } from 'bson'
import fc from 'fast-check'
import type {
  AnyBulkWriteOperation,
  Collection,
  Document,
  IndexSpecification,
  MongoBulkWriteError,
} from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as generators from '../testing/generators.ts'
import { aStore, type TestStore } from '../testing/store.ts'
import { createSorter } from './scan.ts'

type Row = Document & { _id: number }

const indexes: IndexSpecification[] = [
  { a: 1 },
  { b: -1 },
  { a: -1, b: 1 },
  { 'a.b': 1, c: -1 },
  { c: 1, 'b.a': 1, a: 1 },
]

describe('indexes', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await aStore()
  })
  afterAll(() => store.end())

  it('give what a scan gives, in the same order, after any inserts, updates and deletes', async () => {
    const round = fc.record({
      documents: fc.array(generators.document, { minLength: 25, maxLength: 25 }),
      updates: fc.array(fc.tuple(fc.nat(24), generators.update), { maxLength: 10 }),
      deletes: fc.array(fc.nat(24), { maxLength: 3 }),
      filters: fc.array(generators.filter, { minLength: 15, maxLength: 15 }),
      sorts: fc.array(generators.sort, { minLength: 4, maxLength: 4 }),
      chosen: fc.subarray(indexes, { minLength: 1, maxLength: 2 }),
      late: fc.boolean(),
    })
    let number = 0
    await fc.assert(
      fc.asyncProperty(round, async ({ documents, updates, deletes, filters, sorts, chosen, late }) => {
        number++
        const plain = store.db.collection<Row>(`plain${number}`)
        const indexed = store.db.collection<Row>(`indexed${number}`)
        if (!late) for (const index of chosen) await indexed.createIndex(index)
        // Parallel arrays are refused by the index, so the plain collection does what the indexed one could.
        const inserts = documents.map((document, _id) => ({ insertOne: { document: { _id, ...document } } }))
        await plain.bulkWrite(await done(indexed, inserts))
        if (late) for (const index of chosen) if (!(await builds(indexed, index))) return
        const changes = updates.map(([_id, update]) => ({ updateOne: { filter: { _id }, update } }))
        const removal = { deleteMany: { filter: { _id: { $in: deletes } } } }
        await plain.bulkWrite(await done(indexed, [...changes, removal]))
        const queries = [
          ...filters.map((filter) => [filter, {}] as const),
          ...sorts.flatMap((sort, i) => [{}, filters[i]!].map((filter) => [filter, sort] as const)),
        ]
        const compared = queries.map(async ([filter, sort]) => {
          const [found, expected] = await Promise.all([ids(indexed, filter, sort), ids(plain, filter, sort)])
          expect(found, JSON.stringify({ filter, sort })).toEqual(expected)
        })
        await Promise.all(compared)
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })

  it('spare the scan: equality, range, sort, $in and null are served without a warning, the rest warns', async () => {
    const rows = store.db.collection<Row>('many')
    await rows.createIndex({ kind: 1, at: -1 })
    await rows.createIndex({ tags: 1 })
    const documents = Array.from({ length: 10_050 }, (_, _id) => ({
      _id,
      kind: _id % 2 ? 'odd' : 'even',
      at: _id,
      other: _id,
      tags: [`t${_id}`, 'all'],
    }))
    await rows.insertMany(documents)
    await rows.insertOne({ _id: -1, kind: null })
    const served: [Document, Document][] = [
      [{ _id: 77 }, {}],
      [{ kind: 'odd', at: 77 }, {}],
      [{ kind: 'odd', at: { $gt: 10, $lte: 20 } }, { at: 1 }],
      [
        { kind: { $in: ['odd', 'x'] }, at: { $lt: 9 } },
        { kind: 1, at: -1 },
      ],
      [{ kind: null }, {}],
      [{ tags: 't77' }, {}],
      [{ tags: { $in: ['t1', 't2'] } }, {}],
      [{ _id: { $gte: 10, $lt: 20 } }, { _id: -1 }],
      [{ $or: [{ tags: 't7' }, { kind: 'odd', at: { $lt: 9 } }] }, {}],
      [{ $or: [{ _id: 5 }, { tags: { $in: ['t7', 't8'] } }] }, { at: -1 }],
      [{ kind: { $ne: 'x' }, $and: [{ $or: [{ _id: 5 }, { $or: [{ tags: 't7' }, { tags: 't8' }] }] }] }, {}],
      // The branches share what is asked for beside them.
      [{ at: { $gte: 9 }, $or: [{ kind: 'odd', other: 9 }, { kind: 'x' }], _id: { $exists: true } }, {}],
    ]
    for (const [filter, sort] of served) {
      const found = await rows
        .find(filter)
        .sort(sort as never)
        .toArray()
      expect(found.length, JSON.stringify(filter)).toBeGreaterThan(0)
    }
    // The index gives the order, so the first is found at once.
    await rows.find({ kind: 'odd' }).sort({ at: 1 }).limit(1).toArray()
    expect(store.warnings).toEqual([])
    await rows.find({ other: 5 }).toArray()
    expect(store.warnings).toMatchObject([
      { obj: { collection: 'kelu.many', fields: 'other', index: 'no index' } },
    ])
  })

  it('give a document that several branches of an $or find once, and refuse to narrow by only some of them', async () => {
    const rows = store.db.collection<Row>('branches')
    await rows.createIndex({ a: 1 })
    await rows.createIndex({ b: 1 })
    await rows.insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: [1, 3], b: 3, c: 7 },
      { _id: 4, a: 4, b: 4, c: 7 },
    ])
    expect(await ids(rows, { $or: [{ a: 1 }, { b: { $lte: 3 } }, { a: 3 }] })).toEqual([1, 2, 3])
    expect(await ids(rows, { $or: [{ a: 1 }, { c: 7 }] })).toEqual([1, 2, 3, 4])
    expect(await rows.updateMany({ $or: [{ a: 1 }, { b: 1 }] }, { $inc: { n: 1 } })).toMatchObject({
      modifiedCount: 3,
    })
  })

  it('are not needed for the first of any number of matches, while a sort of more than 100 MB is refused', async () => {
    const rows = store.db.collection<Row>('large')
    const text = 'x'.repeat(15_000_000)
    for (let _id = 7; _id >= 0; _id--) await rows.insertOne({ _id, n: _id, text })
    const sorted = () => rows.find({}, { projection: { _id: 1 } }).sort({ n: 1 })
    expect(await sorted().limit(1).toArray()).toEqual([{ _id: 0 }])
    expect(await sorted().skip(1).limit(2).toArray()).toEqual([{ _id: 1 }, { _id: 2 }])
    await expect(sorted().toArray()).rejects.toMatchObject({ code: 292 })
    await rows.drop()
  })

  it('find long values, which they keep cut off, and sort them right', async () => {
    const rows = store.db.collection<Row>('long')
    await rows.createIndex({ text: 1 })
    const long = 'x'.repeat(3000)
    await rows.insertMany([
      { _id: 1, text: `${long}b` },
      { _id: 2, text: `${long}a` },
      { _id: 3, text: 'x' },
    ])
    expect(await ids(rows, { text: `${long}a` })).toEqual([2])
    expect(await ids(rows, { text: { $gt: `${long}a` } })).toEqual([1])
    expect((await rows.find().sort({ text: 1 }).toArray()).map(({ _id }) => _id)).toEqual([3, 2, 1])
  })
})

const rowOf = (n: number, bytes: Buffer) => ({ id: n, bytes, document: { n: new Int32(n) } })

it.each([1, 3, 100])('a sort of which %i are wanted gives them in order, and ties in theirs', (wanted) => {
  const fields = [{ path: 'n', parts: ['n'], direction: 1 as const }]
  const megabyte = Buffer.alloc(1_000_000)
  const bounded = createSorter(fields, wanted)
  for (let i = 0; i < 1000; i++)
    bounded.add({ ...rowOf((i * 7) % 500, megabyte.subarray(0, 400_000)), id: i })
  const found = bounded.sorted()
  expect(found.map(({ document }) => Number(document.n))).toEqual(
    Array.from({ length: wanted }, (_, i) => Math.floor(i / 2)),
  )
  // Two of each number were given, 500 apart.
  expect(found.every(({ id }, i) => i % 2 === 0 || id === found[i - 1]!.id + 500)).toBe(true)
})

it.each([1, 3, 100])('a sort of which %i are wanted keeps nothing that comes behind them', (wanted) => {
  const sorter = createSorter([{ path: 'n', parts: ['n'], direction: 1 }], wanted)
  for (let n = 0; n < 1000; n++) {
    const row = rowOf(n, Buffer.alloc(0))
    // Only of what is kept the size is asked.
    if (n >= 2 * wanted) Object.defineProperty(row, 'bytes', { get: () => expect.unreachable(`kept ${n}`) })
    sorter.add(row)
  }
  expect(sorter.sorted()).toHaveLength(wanted)
})

it('a sort of which all are wanted ends with an error at 100 MB', () => {
  const sorter = createSorter([{ path: 'n', parts: ['n'], direction: 1 }])
  const fill = (): void => {
    for (let i = 0; i < 200; i++) sorter.add(rowOf(i, Buffer.alloc(1_000_000)))
  }
  expect(fill).toThrow(expect.objectContaining({ code: 292 }))
})

async function ids(rows: Collection<Row>, filter: Document, sort: Document = {}): Promise<number[] | string> {
  try {
    const found = await rows
      .find(filter)
      .sort({ ...sort, _id: 1 })
      .toArray()
    return found.map(({ _id }) => _id)
  } catch (error) {
    // A blocking sort refuses parallel arrays it meets, wherever it meets them.
    if ((error as { code?: number }).code === 2) return 'parallel arrays'
    throw error
  }
}

/** Does what can be done and gives that, for another collection to follow. */
async function done(
  rows: Collection<Row>,
  operations: AnyBulkWriteOperation<Row>[],
): Promise<typeof operations> {
  const refused = await rows.bulkWrite(operations, { ordered: false }).then(
    () => [],
    (error: MongoBulkWriteError) => [error.writeErrors].flat().map(({ index }) => index),
  )
  return operations.filter((_, i) => !refused.some((index) => index === i))
}

async function builds(rows: Collection<Row>, index: IndexSpecification): Promise<boolean> {
  return rows.createIndex(index).then(
    () => true,
    (error: { code?: unknown }) => {
      if (error.code !== 171) throw error
      return false
    },
  )
}
