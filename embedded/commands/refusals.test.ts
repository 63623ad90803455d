import { Binary, Long, MinKey, Timestamp } from 'bson'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStore, refusalOf, type TestStore } from '../testing/store.ts'

// What is not supported is refused with MongoDB's code and named, at the top and nested, and never ignored.
const find = (more: Document): Document => ({ find: 't', filter: {}, ...more })
const update = (more: Document): Document => ({
  update: 't',
  updates: [{ q: {}, u: { $set: { a: 1 } }, ...more }],
})
const index = (more: Document): Document => ({
  createIndexes: 't',
  indexes: [{ name: 'i', key: { a: 1 }, ...more }],
})
const indexTwice = (more: Document): Document => ({
  createIndexes: 't',
  indexes: [
    { name: 'i', key: { a: 1 } },
    { name: 'i', key: { a: 1 }, ...more },
  ],
})
const modify = (more: Document): Document => ({ findAndModify: 't', query: {}, ...more })
const pipeline = (...stages: Document[]): Document => ({ aggregate: 't', pipeline: stages, cursor: {} })

describe('refusals', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await aStore()
    await store.db.collection('t').insertOne({ a: [1], s: 'x' })
  })
  afterAll(() => store.end())

  it.each<[Document, number, string]>([
    // commands
    [{ distinct: 't', key: 'a' }, 59, 'distinct'],
    [{ bulkWrite: 1, ops: [], nsInfo: [] }, 59, 'bulkWrite'],
    [{ mapReduce: 't' }, 59, 'mapReduce'],
    [{ collMod: 't' }, 59, 'collMod'],
    [{ renameCollection: 'kelu.t' }, 59, 'renameCollection'],
    [{ toString: 1 }, 59, 'toString'],
    [{ commitTransaction: 1 }, 59, 'commitTransaction'],
    // fields of commands
    [{ ping: 1, extra: 1 }, 40415, 'ping.extra'],
    [{ ping: 1, txnNumber: 1 }, 20, 'Transaction'],
    [find({ hint: 'a_1' }), 40415, 'find.hint'],
    [find({ collation: { locale: 'zh' } }), 40415, 'find.collation'],
    [find({ let: {} }), 40415, 'find.let'],
    [find({ tailable: true }), 40415, 'find.tailable'],
    [find({ min: {} }), 40415, 'find.min'],
    [find({ limit: -1 }), 51024, 'limit'],
    [find({ readConcern: { level: 'snapshot' } }), 115, 'snapshot'],
    [find({ readConcern: { level: 'local', afterClusterTime: 1 } }), 40415, 'afterClusterTime'],
    [find({ $readPreference: { mode: 'primary', hedge: {} } }), 40415, 'hedge'],
    [{ insert: 't', documents: [{}], bypassDocumentValidation: true }, 40415, 'bypassDocumentValidation'],
    [{ insert: 't', documents: [{}], writeConcern: { w: 2 } }, 2, "'w' > 1"],
    [
      { insert: 't', documents: [{}], writeConcern: { w: 1, provenance: 'x' } },
      40415,
      'writeConcern.provenance',
    ],
    [{ insert: 't', documents: {} }, 14, 'insert.documents'],
    [{ create: 'u', capped: true, size: 1 }, 40415, 'create.capped'],
    [{ create: 'u', timeseries: {} }, 40415, 'create.timeseries'],
    [{ create: 'system.x' }, 73, 'system.x'],
    [{ listCollections: 1, cursor: { x: 1 } }, 40415, 'cursor.x'],
    [{ count: 't', hint: {} }, 40415, 'count.hint'],
    // nested options of writes
    [update({ arrayFilters: [] }), 40415, 'update.updates.arrayFilters'],
    [update({ collation: {} }), 40415, 'update.updates.collation'],
    [update({ hint: {} }), 40415, 'update.updates.hint'],
    [update({ sort: {} }), 40415, 'update.updates.sort'],
    [{ delete: 't', deletes: [{ q: {}, limit: 1, hint: {} }] }, 40415, 'delete.deletes.hint'],
    [{ delete: 't', deletes: [{ q: {}, limit: 2 }] }, 9, 'limit'],
    [modify({ remove: true, update: {} }), 9, 'remove'],
    [modify({}), 9, 'update'],
    [modify({ update: { $set: { a: 1 } }, arrayFilters: [] }), 40415, 'arrayFilters'],
    [modify({ update: [{ $set: { a: 1 } }] }), 115, 'pipeline'],
    // indexes
    [index({ unique: true }), 115, 'unique'],
    [index({ sparse: true }), 115, 'sparse'],
    [index({ partialFilterExpression: {} }), 40415, 'partialFilterExpression'],
    [index({ collation: {} }), 40415, 'collation'],
    [index({ hidden: true }), 40415, 'hidden'],
    [index({ key: { a: 'text' } }), 2, "'a'"],
    [index({ key: { a: 'hashed' } }), 2, "'a'"],
    [index({ key: { '$**': 1 } }), 115, '$**'],
    [index({ key: { 'a.0': 1 } }), 115, 'a.0'],
    [index({ key: {} }), 67, 'empty'],
    [index({ key: { a: 1, b: 1 }, expireAfterSeconds: 1 }), 67, 'TTL'],
    [index({ expireAfterSeconds: -1 }), 67, 'expireAfterSeconds'],
    [index({ expireAfterSeconds: 2 ** 31 }), 67, '2147483647'],
    [index({ expireAfterSeconds: 1e300 }), 67, '2147483647'],
    [index({ expireAfterSeconds: Number.NaN }), 67, 'expireAfterSeconds'],
    [index({ expireAfterSeconds: 1.5 }), 67, 'expireAfterSeconds'],
    [index({ expireAfterSeconds: '60' }), 67, 'expireAfterSeconds'],
    [index({ name: '' }), 67, "name ''"],
    [index({ name: '*' }), 67, "name '*'"],
    [{ createIndexes: 't', indexes: [] }, 2, 'at least one'],
    [indexTwice({}), 68, 'i'],
    [indexTwice({ name: 'j' }), 85, 'i'],
    [indexTwice({ key: { b: 1 } }), 86, 'i'],
    [indexTwice({ expireAfterSeconds: 5 }), 85, 'i'],
    [{ dropIndexes: 't', index: 'nope' }, 27, 'nope'],
    [{ dropIndexes: 't', index: '_id_' }, 72, '_id'],
    [{ listIndexes: 'nope' }, 26, 'nope'],
    // projections and sorts
    [find({ projection: { a: { $slice: 1 } } }), 115, '$slice'],
    [find({ projection: { a: { $elemMatch: {} } } }), 115, '$elemMatch'],
    [find({ projection: { a: { $meta: 'textScore' } } }), 115, '$meta'],
    [find({ projection: { 'a.$': 1 } }), 2, '$'],
    [find({ projection: { a: '$b' } }), 115, "'a'"],
    [find({ projection: { a: 1, b: 0 } }), 31254, 'b'],
    [find({ projection: { a: 0, b: 1 } }), 31253, 'b'],
    [find({ projection: { a: 1, 'a.b': 1 } }), 31249, 'a.b'],
    [find({ sort: { a: 2 } }), 2, "'a'"],
    [find({ sort: { $natural: 1 } }), 115, '$natural'],
    [find({ sort: { a: { $meta: 'x' } } }), 2, "'a'"],
    [find({ sort: { 'a.0': 1 } }), 115, 'a.0'],
    // aggregation
    [pipeline({ $lookup: {} }), 40324, '$lookup'],
    [pipeline({ $unwind: '$a' }), 40324, '$unwind'],
    [pipeline({ $out: 'x' }), 40324, '$out'],
    [pipeline({ $changeStream: {} }), 40324, '$changeStream'],
    [pipeline({ $match: { $expr: {} } }), 2, '$expr'],
    [pipeline({ $group: { _id: null, n: { $push: '$a' } } }), 15952, '$push'],
    [pipeline({ $group: { _id: null, n: { $avg: '$a' } } }), 15952, '$avg'],
    [pipeline({ $group: { _id: { $year: '$a' } } }), 168, '$year'],
    [pipeline({ $group: { _id: null, n: { $sum: { $cond: [] } } } }), 168, '$cond'],
    [pipeline({ $group: { _id: '$$NOW' } }), 17276, 'NOW'],
    [pipeline({ $group: { n: { $sum: 1 } } }), 15955, '_id'],
    [pipeline({ $project: { a: 1 } }), 40324, '$project'],
    [pipeline({ $limit: 0 }), 15958, '$limit'],
    [pipeline({ $match: {}, $limit: 1 }), 40323, 'exactly one'],
    [{ ...pipeline(), allowDiskUse: true }, 40415, 'allowDiskUse'],
    [{ ...pipeline(), explain: true }, 40415, 'explain'],
    [{ ...pipeline(), cursor: { x: 1 } }, 40415, 'aggregate.cursor.x'],
    [{ aggregate: 1, pipeline: [], cursor: {} }, 115, 'collection'],
    [pipeline({ $count: 1 }), 40156, 'count'],
    [pipeline({ $count: '' }), 40157, 'count'],
    [pipeline({ $count: '$a' }), 40158, 'count'],
    [pipeline({ $count: 'a\0b' }), 40159, 'count'],
    [pipeline({ $count: 'a.b' }), 40160, 'count'],
    // cursors
    [{ getMore: 1.5, collection: 't' }, 14, 'cursor id'],
    [{ getMore: Number.NaN, collection: 't' }, 14, 'cursor id'],
    [{ killCursors: 't', cursors: [1.5] }, 14, 'cursor id'],
    [{ getMore: Long.ONE, collection: 't' }, 43, '1'],
    [{ getMore: Long.ONE, collection: 't', extra: 1 }, 40415, 'getMore.extra'],
    [{ getMore: Long.ONE, collection: 't', maxTimeMS: 5 }, 2, 'maxTimeMS'],
  ])('%j: %i naming %s', async (command, code, name) => {
    const refusal = await refusalOf(store.db.command(command, { ignoreUndefined: true }))
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it.each<[Document, number, string]>([
    [{ a: { $b: 1 } }, 52, 'a.$b'],
    [{ _id: [1] }, 53, 'array'],
    [{ a: /x/ }, 115, 'regex'],
    [{ a: [{ b: /x/ }] }, 115, "'a.0.b'"],
    [{ _id: 'x'.repeat(3000) }, 17280, '_id'],
  ])('inserting %j: %i naming %s', async (document, code, name) => {
    const refusal = await refusalOf(store.db.collection('t').insertOne(document))
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('inserting types without a place here names the type', async () => {
    const { Code, Decimal128, MaxKey, Timestamp } = await import('bson')
    for (const odd of [Decimal128.fromString('1'), new Timestamp(1n), new Code('x'), new MaxKey()]) {
      const refusal = await refusalOf(store.db.collection('t').insertOne({ a: odd }))
      expect(refusal).toMatchObject({ code: 115, message: expect.stringContaining(odd._bsontype) })
      const asFilter = await refusalOf(store.db.collection('t').findOne({ a: odd }))
      expect(asFilter).toMatchObject({ code: 115, message: expect.stringContaining(odd._bsontype) })
    }
  })

  it('changes nothing when it refuses', async () => {
    await refusalOf(store.db.command(update({ arrayFilters: [] })))
    await refusalOf(store.db.command({ insert: 't', documents: [{ _id: 'n' }], odd: 1 }))
    expect(
      await store.db
        .collection('t')
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).toEqual([{ a: [1], s: 'x' }])
  })

  it('lets a session through but no transaction', async () => {
    const session = store.client.startSession()
    await store.db.collection('t').findOne({}, { session })
    session.startTransaction()
    const refusal = await refusalOf(store.db.collection('t').insertOne({}, { session }))
    expect(refusal.message).toMatch(/does not support/)
    await session.endSession()
  })

  it('gives every odd operand a code of its own, never that of an internal error', async () => {
    const odd: unknown[] = [
      null,
      true,
      -1,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e300,
      '',
      '$a',
      'a..b',
      'a\0b',
    ]
    odd.push([], [null], [[]], {}, { $x: 1 }, { a: { $b: 1 } }, [{ $eq: 1 }], /a/g, new Date(Number.NaN))
    odd.push(Long.MAX_VALUE, Long.MIN_VALUE, new Binary(Buffer.from('a')), new MinKey(), new Timestamp(1n))
    const tests = ['$eq', '$in', '$gt', '$not', '$elemMatch', '$regex', '$exists']
    const changes = ['$set', '$inc', '$min', '$addToSet', '$pull', '$push', '$unset']
    const shapes = (v: unknown): Document[] => [
      ...['filter', 'sort', 'projection', 'limit', 'skip', 'batchSize', 'maxTimeMS'].map((field) =>
        find({ [field]: v }),
      ),
      ...tests.map((operator) => find({ filter: { a: { [operator]: v } } })),
      ...changes.map((operator) => update({ u: { [operator]: { 'a.0': v } } })),
      ...['$match', '$group', '$sort', '$skip', '$limit', '$count'].map((stage) => pipeline({ [stage]: v })),
      ...['name', 'key', 'expireAfterSeconds'].map((option) => index({ [option]: v })),
      ...['query', 'sort', 'fields', 'update'].map((option) => modify({ [option]: v })),
      pipeline({ $group: { _id: v, n: { $sum: v } } }),
      update({ u: v }),
      update({ u: { $push: { a: { $each: [1], $sort: v, $slice: v } } } }),
      { insert: 'odd', documents: [{ _id: v }] },
      { delete: 't', deletes: [{ q: { a: v }, limit: v }] },
      ...['find', 'count', 'create', 'listIndexes', 'hello'].map((name) => ({ [name]: v })),
      ...['getMore', 'killCursors'].map((name) => ({ [name]: v, collection: 't', cursors: [v] })),
      { getMore: v, collection: 't' },
      { killCursors: 't', cursors: [v] },
      { listCollections: 1, filter: v },
      { dropIndexes: 't', index: v },
    ]
    const outcomes = odd.flatMap(shapes).map((command) =>
      store.db.command(command, { ignoreUndefined: true }).then(
        () => 0,
        ({ code }: { code?: number }) => (code === 1 || code === undefined ? command : code),
      ),
    )
    expect((await Promise.all(outcomes)).filter((outcome) => typeof outcome !== 'number')).toEqual([])
  })
})
