import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aStore, type TestStore } from './testing/store.ts'

const customerSchema = new mongoose.Schema(
  {
    _id: String,
    name: String,
    tags: [String],
    traits: { type: Map, of: String },
    slots: [{ _id: false, touch: String, at: Date }],
    score: { type: Number, default: 0 },
  },
  { timestamps: true },
)
customerSchema.index({ tags: 1, score: -1 })
customerSchema.index({ createdAt: 1 }, { expireAfterSeconds: 3600 })

describe('mongoose on the embedded store', () => {
  let store: TestStore
  let connection: mongoose.Connection

  beforeAll(async () => {
    store = await aStore()
    connection = await mongoose.createConnection(store.uri).asPromise()
  })
  afterAll(async () => {
    await connection.close()
    await store.end()
  })

  it('creates collections and indexes, and may do so again at the next start', async () => {
    const Customer = connection.model('Customer', customerSchema)
    await Customer.init()
    await Customer.createCollection()
    await Customer.createCollection()
    await Customer.createIndexes()
    expect((await Customer.listIndexes()).map(({ name }) => name)).toEqual([
      '_id_',
      'tags_1_score_-1',
      'createdAt_1',
    ])
  })

  it('syncIndexes drops what the schema no longer has and adds what is new', async () => {
    const first = connection.model('Synced', new mongoose.Schema({ a: Number, b: Number }).index({ a: 1 }))
    await first.init()
    connection.deleteModel('Synced')
    const second = connection.model('Synced', new mongoose.Schema({ a: Number, b: Number }).index({ b: -1 }))
    await second.init()
    expect(await second.syncIndexes()).toEqual(['a_1'])
    expect((await second.listIndexes()).map(({ name }) => name)).toEqual(['_id_', 'b_-1'])
  })

  it('sees no drift between equal indexes, whatever their options, and the drift there is', async () => {
    const schema = new mongoose.Schema(
      { a: Number, b: Number, at: Date, tags: [String] },
      { autoIndex: false },
    )
      .index({ a: 1, b: -1 })
      .index({ tags: 1 }, { name: 'by tag' })
      .index({ at: 1 }, { expireAfterSeconds: 0 })
      .index({ b: 1 }, { background: true, expireAfterSeconds: 60 })
    const Same = connection.model('Same', schema)
    await Same.createIndexes()
    expect(await Same.diffIndexes()).toEqual({ toDrop: [], toCreate: [] })
    expect(await Same.syncIndexes()).toEqual([])
    connection.deleteModel('Same')
    const later = new mongoose.Schema({ a: Number, b: Number, at: Date }, { autoIndex: false })
      .index({ a: 1, b: -1 })
      .index({ at: 1 }, { expireAfterSeconds: 5 })
    const Changed = connection.model('Same', later)
    expect(await Changed.diffIndexes()).toMatchObject({ toDrop: ['by tag', 'at_1', 'b_1'] })
    expect(await Changed.syncIndexes()).toEqual(['by tag', 'at_1', 'b_1'])
    expect(await Changed.diffIndexes()).toEqual({ toDrop: [], toCreate: [] })
  })

  it('keeps a document through save, change, query and delete', async () => {
    const Customer = connection.model('Customer', customerSchema)
    const at = new Date('2026-03-01T00:00:00Z')
    await Customer.create({
      _id: 'c1',
      name: '小明',
      tags: ['新客'],
      traits: { city: '上海' },
      slots: [{ touch: 't', at }],
    })
    const loaded = await Customer.findById('c1').orFail()
    expect(loaded.traits?.get('city')).toBe('上海')
    expect(loaded.slots[0]?.at).toEqual(at)
    loaded.tags.push('高意向')
    loaded.score = 7
    await loaded.save()
    expect(await Customer.findOne({ tags: '高意向', score: { $gt: 5 } }).lean()).toMatchObject({
      name: '小明',
    })
    expect(await Customer.countDocuments({ tags: '新客' })).toBe(1)
    expect(await Customer.exists({ _id: 'c1' })).toMatchObject({ _id: 'c1' })
    await loaded.deleteOne()
    expect(await Customer.estimatedDocumentCount()).toBe(0)
  })

  it('tells a duplicate key as E11000 from create, insertMany and bulkWrite', async () => {
    const Customer = connection.model('Customer', customerSchema)
    await Customer.create({ _id: 'dup' })
    await expect(Customer.create({ _id: 'dup' })).rejects.toMatchObject({
      code: 11000,
      keyValue: { _id: 'dup' },
    })
    const many = Customer.insertMany([{ _id: 'n1' }, { _id: 'dup' }, { _id: 'n2' }], { ordered: false })
    await expect(many).rejects.toMatchObject({ code: 11000, insertedCount: 2 })
    const bulk = await Customer.bulkWrite([
      { updateOne: { filter: { _id: 'n1' }, update: { $inc: { score: 2 } } } },
      { updateOne: { filter: { _id: 'n3' }, update: { $setOnInsert: { name: 'x' } }, upsert: true } },
      { deleteOne: { filter: { _id: 'n2' } } },
    ])
    expect(bulk).toMatchObject({ modifiedCount: 1, upsertedCount: 1, deletedCount: 1 })
  })

  it('walks a cursor over many batches', async () => {
    const Row = connection.model('Row', new mongoose.Schema({ n: Number }))
    await Row.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })))
    const seen: number[] = []
    for await (const row of Row.find().sort({ n: -1 }).cursor({ batchSize: 7 })) seen.push(row.n!)
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => 499 - i))
  })
})
