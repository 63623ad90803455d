import { Binary, Long, UUID } from 'bson'
import type { Collection, Document } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aStore, refusalOf, type TestStore } from '../testing/store.ts'

interface Row extends Document {
  _id: string
}

describe('commands, through the driver', () => {
  let store: TestStore
  let rows: Collection<Row>
  let collectionNumber = 0

  beforeAll(async () => {
    store = await aStore()
  })
  beforeEach(() => {
    rows = store.db.collection<Row>(`rows${++collectionNumber}`)
  })
  afterAll(() => store.end())

  const idsOf = async (filter: Document = {}): Promise<string[]> =>
    (await rows.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id)

  it('an ordered insert stops at the first duplicate, an unordered one does the rest', async () => {
    await rows.insertOne({ _id: 'b' })
    const ordered = rows.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }])
    await expect(ordered).rejects.toMatchObject({ code: 11000, insertedCount: 1 })
    const unordered = rows.insertMany([{ _id: 'b' }, { _id: 'c' }, { _id: 'a' }, { _id: 'd' }], {
      ordered: false,
    })
    await expect(unordered).rejects.toMatchObject({ writeErrors: [{ index: 0 }, { index: 2 }] })
    expect(await idsOf()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('a bulk write of all kinds stops or goes on as asked and counts what it did', async () => {
    await rows.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
    ])
    const result = await rows.bulkWrite([
      { updateMany: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'a' }, update: { $set: { n: 2 } } } },
      { replaceOne: { filter: { _id: 'c' }, replacement: { n: 9 }, upsert: true } },
      { deleteMany: { filter: { n: 2 } } },
    ])
    expect(result).toMatchObject({ matchedCount: 3, modifiedCount: 2, upsertedCount: 1, deletedCount: 2 })
    expect(await rows.find().toArray()).toEqual([{ _id: 'c', n: 9 }])
  })

  it('counts an update as modified only when bytes change', async () => {
    await rows.insertOne({ _id: 'a', n: 1 })
    expect(await rows.updateOne({ _id: 'a' }, { $set: { n: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    })
    expect(await rows.updateOne({ _id: 'a' }, { $set: { n: 2 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    })
  })

  it('reports a failing statement by its place and does the ones before it', async () => {
    await rows.insertMany([
      { _id: 'a', s: 'x' },
      { _id: 'b', n: 1 },
    ])
    const bulk = rows.bulkWrite([
      { updateOne: { filter: { _id: 'b' }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'a' }, update: { $inc: { s: 1 } } } },
      { updateOne: { filter: { _id: 'b' }, update: { $inc: { n: 1 } } } },
    ])
    await expect(bulk).rejects.toMatchObject({ code: 14, writeErrors: [{ index: 1 }] })
    expect(await rows.findOne({ _id: 'b' })).toEqual({ _id: 'b', n: 2 })
  })

  it('updates every match once, even when the update moves it inside the index it is found by', async () => {
    await rows.createIndex({ n: 1 })
    await rows.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: `r${i}`, n: i })))
    expect(await rows.updateMany({ n: { $gte: 0 } }, { $inc: { n: 5000 } })).toMatchObject({
      modifiedCount: 1000,
    })
    expect(await rows.countDocuments({ n: { $gte: 5000, $lt: 6000 } })).toBe(1000)
  })

  it('findOneAndUpdate takes the first of the sort and gives it before or after, shaped by the projection', async () => {
    await rows.insertMany([
      { _id: 'a', n: 2 },
      { _id: 'b', n: 1 },
      { _id: 'c', n: 3 },
    ])
    const change = { $set: { taken: true } }
    expect(await rows.findOneAndUpdate({}, change, { sort: { n: 1 } })).toEqual({ _id: 'b', n: 1 })
    const after = { sort: { n: -1 }, returnDocument: 'after', projection: { taken: 1 } } as const
    expect(await rows.findOneAndUpdate({}, change, after)).toEqual({ _id: 'c', taken: true })
    expect(await rows.findOneAndUpdate({ _id: 'x' }, change)).toBeNull()
    const upsert = { upsert: true, returnDocument: 'after' } as const
    expect(await rows.findOneAndUpdate({ _id: 'x' }, change, upsert)).toEqual({ _id: 'x', taken: true })
    expect(await rows.findOneAndUpdate({ _id: 'y' }, change, { upsert: true })).toBeNull()
    expect(await rows.findOneAndReplace({ _id: 'a' }, { n: 7 }, { returnDocument: 'after' })).toEqual({
      _id: 'a',
      n: 7,
    })
    expect(await rows.findOneAndDelete({ n: { $gt: 1 } }, { sort: { n: 1 } })).toMatchObject({ _id: 'c' })
  })

  it('sorts over types, arrays by their least or greatest, ties in insertion order, and pages', async () => {
    const values = [[5, 1], 'x', null, 3, [], 2, 3]
    await rows.insertMany(values.map((v, i) => ({ _id: `${i}`, v })))
    await rows.insertOne({ _id: 'missing' })
    const sorted = async (direction: 1 | -1): Promise<string[]> =>
      (await rows.find().sort({ v: direction }).toArray()).map(({ _id }) => _id)
    expect(await sorted(1)).toEqual(['4', '2', 'missing', '0', '5', '3', '6', '1'])
    expect(await sorted(-1)).toEqual(['1', '0', '3', '6', '5', '2', 'missing', '4'])
    expect(
      await rows
        .find()
        .sort({ v: 1 })
        .skip(3)
        .limit(2)
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual(['0', '5'])
    await rows.insertOne({ _id: 'both', v: [1], w: [1] })
    expect(await refusalOf(rows.find().sort({ v: 1, w: 1 }).toArray())).toMatchObject({ code: 2 })
  })

  it('projects by inclusion and exclusion, through arrays', async () => {
    await rows.insertOne({ _id: 'a', b: 1, c: [{ x: 1, y: 2 }, 3, [{ x: 4 }]], d: { x: 1, y: 2 } })
    const project = (projection: Document): Promise<unknown> => rows.findOne({}, { projection })
    expect(await project({ b: 1 })).toEqual({ _id: 'a', b: 1 })
    expect(await project({ _id: 0, 'c.x': 1, 'd.y': true })).toEqual({
      c: [{ x: 1 }, [{ x: 4 }]],
      d: { y: 2 },
    })
    expect(await project({ 'c.x': 0, d: 0 })).toEqual({ _id: 'a', b: 1, c: [{ y: 2 }, 3, [{}]] })
    expect(await project({ _id: 1 })).toEqual({ _id: 'a' })
    expect(await project({ _id: 0 })).not.toHaveProperty('_id')
  })

  it('gives every document of a large result exactly once while others are written', async () => {
    await rows.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: `r${i}`, n: i })))
    const seen = new Set<string>()
    for await (const { _id, n } of rows.find({}, { batchSize: 10 })) {
      if (_id.startsWith('r')) expect(seen.has(_id)).toBe(false)
      seen.add(_id)
      if (n % 100 === 0) await rows.deleteOne({ _id: 'r999' })
      if (n % 200 === 0) await rows.updateOne({ _id }, { $set: { late: true } })
    }
    expect(seen.size).toBe(999)
  })

  it('ends a cursor with an error rather than early when its index or collection is dropped', async () => {
    await rows.insertMany(Array.from({ length: 30 }, (_, i) => ({ _id: `r${i}`, n: i })))
    await rows.createIndex({ n: 1 })
    const byIndex = rows.find({ n: { $gte: 0 } }, { batchSize: 5 })
    const whole = rows.find({}, { batchSize: 5 })
    await Promise.all([byIndex.next(), whole.next()])
    await rows.dropIndex('n_1')
    expect(await refusalOf(byIndex.toArray())).toMatchObject({ code: 175 })
    await rows.drop()
    expect(await refusalOf(whole.toArray())).toMatchObject({ code: 175 })
  })

  it('forgets a killed cursor', async () => {
    await rows.insertMany(Array.from({ length: 5 }, (_, i) => ({ _id: `r${i}` })))
    const { cursor } = await store.db.command(
      { find: rows.collectionName, batchSize: 2 },
      { promoteLongs: false },
    )
    await store.db.command({ killCursors: rows.collectionName, cursors: [cursor.id as Long] })
    const more = store.db.command({ getMore: cursor.id as Long, collection: rows.collectionName })
    expect(await refusalOf(more)).toMatchObject({ code: 43 })
  })

  it('groups with $sum, $min, $max and $first; counts', async () => {
    await rows.insertMany([
      { _id: 'a', k: 'x', n: 1, at: new Date(5) },
      { _id: 'b', k: 'x', n: 2.5, at: new Date(3) },
      { _id: 'c', k: 'y', n: Long.fromNumber(7) },
      { _id: 'd' },
    ])
    const groups = await rows
      .aggregate([
        { $sort: { _id: 1 } },
        {
          $group: {
            _id: '$k',
            n: { $sum: 1 },
            total: { $sum: '$n' },
            first: { $first: '$_id' },
            from: { $min: '$at' },
            to: { $max: '$at' },
          },
        },
        { $sort: { _id: 1 } },
      ])
      .toArray()
    expect(groups).toEqual([
      { _id: null, n: 1, total: 0, first: 'd', from: null, to: null },
      { _id: 'x', n: 2, total: 3.5, first: 'a', from: new Date(3), to: new Date(5) },
      { _id: 'y', n: 1, total: 7, first: 'c', from: null, to: null },
    ])
    const compound = await rows
      .aggregate([{ $match: { k: 'x' } }, { $group: { _id: { k: '$k', z: '$z' }, n: { $sum: '$n' } } }])
      .toArray()
    expect(compound).toEqual([{ _id: { k: 'x' }, n: 3.5 }])
    expect(await rows.aggregate([{ $skip: 1 }, { $limit: 2 }, { $count: 'n' }]).toArray()).toEqual([{ n: 2 }])
    expect(await rows.countDocuments({ k: 'x' })).toBe(2)
    expect(await rows.estimatedDocumentCount()).toBe(4)
  })

  it('lists, drops and recreates collections and databases', async () => {
    const db = store.client.db('other')
    await db.collection<Row>('one').insertOne({ _id: 'a' })
    await db.createCollection('two')
    expect((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)).toEqual([
      'one',
      'two',
    ])
    expect(await db.collection('two').drop()).toBe(true)
    expect(await db.listCollections({ name: 'two' }).toArray()).toEqual([])
    await db.dropDatabase()
    expect(await db.collection('one').countDocuments()).toBe(0)
    await db.collection<Row>('one').insertOne({ _id: 'a' })
    expect(await db.collection('one').countDocuments()).toBe(1)
  })

  it('refuses an index of another key under a known name, and another name for a known key', async () => {
    await rows.createIndex({ a: 1 }, { name: 'i' })
    expect(await rows.createIndex({ a: 1 }, { name: 'i' })).toBe('i')
    expect(await refusalOf(rows.createIndex({ b: 1 }, { name: 'i' }))).toMatchObject({ code: 86 })
    expect(await refusalOf(rows.createIndex({ a: 1 }, { name: 'j' }))).toMatchObject({ code: 85 })
    expect(await refusalOf(rows.createIndex({ a: 1 }, { name: 'i', expireAfterSeconds: 5 }))).toMatchObject({
      code: 85,
    })
  })

  it('refuses parallel arrays in one index and leaves nothing of a failed build behind', async () => {
    await rows.insertOne({ _id: 'p', a: [1], b: [2] })
    expect(await refusalOf(rows.createIndex({ a: 1, b: 1 }))).toMatchObject({ code: 171 })
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_'])
    await rows.deleteMany({})
    await rows.createIndex({ a: 1, b: 1 })
    expect(await refusalOf(rows.insertOne({ _id: 'p', a: [1], b: [2] }))).toMatchObject({ code: 171 })
    expect(await rows.countDocuments()).toBe(0)
  })

  it('stops reads, writes and index builds at maxTimeMS, which leaves no index behind', async () => {
    await rows.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ _id: `r${i}`, n: i })))
    const limit = { maxTimeMS: 1 }
    const change = { $set: { m: 1 } }
    const slow: Record<string, () => Promise<unknown>> = {
      find: () => rows.find({ n: -1 }, limit).toArray(),
      'a sort': () => rows.find({}, limit).sort({ n: 1 }).toArray(),
      updateOne: () => rows.updateOne({ n: -1 }, change, limit),
      updateMany: () => rows.updateMany({ n: { $gte: 0 } }, change, limit),
      deleteMany: () => rows.deleteMany({ n: { $gte: 0 } }, limit),
      findOneAndUpdate: () => rows.findOneAndUpdate({ n: -1 }, change, limit),
      insertMany: () =>
        rows.insertMany(
          Array.from({ length: 20_000 }, () => ({}) as Row),
          limit,
        ),
      createIndex: () => rows.createIndex({ n: 1 }, limit),
    }
    const inTime: string[] = []
    for (const [name, operation] of Object.entries(slow)) {
      const code = await operation().catch((error: { code?: number }) => error.code)
      if (code !== 50) inTime.push(name)
    }
    expect(inTime).toEqual([])
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_'])
    expect(await rows.countDocuments({ m: 1 })).toBeLessThan(20_000)
  })

  it('counts maxTimeMS over the batches of a cursor', async () => {
    await rows.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ _id: `r${i}`, n: i })))
    const cursor = rows.find({ n: { $nin: [-1] } }, { batchSize: 2, maxTimeMS: 30 })
    await cursor.next()
    const rest = rows.find({ n: { $gte: 0 } }, { batchSize: 20_000, maxTimeMS: 30 }).toArray()
    expect(await refusalOf(Promise.all([cursor.toArray(), rest]))).toMatchObject({ code: 50 })
  })

  it('keeps UUIDs, finds them by themselves and refuses a second one as _id', async () => {
    const uuids = store.db.collection<{ _id: UUID; v?: unknown }>(`uuids${collectionNumber}`)
    const [a, b] = [new UUID(), new UUID()]
    await uuids.createIndex({ v: 1 })
    await uuids.insertMany([
      { _id: a, v: b },
      { _id: b, v: [a] },
    ])
    expect(await uuids.findOne({ _id: a })).toEqual({ _id: a, v: b })
    expect((await uuids.find({ v: a }).toArray()).map(({ _id }) => _id)).toEqual([b])
    // The same bytes as another kind of binary are another value.
    expect(await uuids.findOne({ v: new Binary(a.buffer, 0) })).toBeNull()
    expect(await refusalOf(uuids.insertOne({ _id: new UUID(a.toHexString()) }))).toMatchObject({
      code: 11000,
      message: expect.stringContaining(a.toHexString()),
    })
  })

  it('keeps odd field names apart from the methods of objects', async () => {
    const odd = JSON.parse('{"_id":"o","__proto__":{"x":1},"constructor":2,"a.b":3}') as Row
    await rows.insertOne(odd)
    await rows.updateOne({ _id: 'o' }, { $set: { toString: 4, '__proto__.y': 5 } } as Document)
    const { documents } = { documents: await rows.find({ constructor: 2 } as Document).toArray() }
    expect(JSON.stringify(documents)).toBe(
      '[{"_id":"o","__proto__":{"x":1,"y":5},"constructor":2,"a.b":3,"toString":4}]',
    )
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})
