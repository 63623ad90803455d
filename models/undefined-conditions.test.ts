import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { collectionOf, hotPathOf, modelOf, number, optionalMixed, text } from './collection.ts'

interface Thing {
  _id: string
  n: number
  list?: { name: string }[]
  nothing?: string
}

const schema = collectionOf<Thing>('things', { _id: text, n: number, list: optionalMixed, nothing: String })
const db = await testDatabase()
afterAll(() => db.drop())
const model = modelOf(db.connection, schema)
const collection = hotPathOf(db.connection, schema)
const gone = undefined as never

beforeEach(async () => {
  await collection.deleteMany({})
  await collection.insertMany([
    { _id: 'a', n: 1, list: [{ name: 'x' }] },
    { _id: 'b', n: 2, list: [{ name: 'y' }] },
  ])
})

const set = { $set: { n: 9 } }
const filters: [string, object][] = [
  ['a field', { n: gone }],
  ['a field beside another', { _id: 'a', n: gone }],
  ['an operator', { n: { $gte: gone } }],
  ['a list of values', { _id: { $in: ['a', gone] } }],
  ['a branch', { $and: [{ n: 1 }, { $or: [{ _id: gone }] }] }],
]

describe.each(filters)('an undefined in %s of a filter', (_, filter) => {
  const calls: [string, () => unknown][] = [
    ['find', () => collection.find(filter).toArray()],
    ['findOne', () => collection.findOne(filter)],
    ['countDocuments', () => collection.countDocuments(filter)],
    ['updateOne', () => collection.updateOne(filter, set)],
    ['updateMany', () => collection.updateMany(filter, set)],
    ['replaceOne', () => collection.replaceOne(filter, { n: 9 })],
    ['findOneAndUpdate', () => collection.findOneAndUpdate(filter, set)],
    ['findOneAndReplace', () => collection.findOneAndReplace(filter, { n: 9 })],
    ['findOneAndDelete', () => collection.findOneAndDelete(filter)],
    ['deleteOne', () => collection.deleteOne(filter)],
    ['deleteMany', () => collection.deleteMany(filter)],
    ['aggregate', () => collection.aggregate([{ $match: filter }]).toArray()],
    ['bulkWrite', () => collection.bulkWrite([{ updateMany: { filter, update: set } }])],
    ['model.find', () => model.find(filter).lean()],
    ['model.findOne', () => model.findOne(filter).lean()],
    ['model.countDocuments', () => model.countDocuments(filter)],
    ['model.updateOne', () => model.updateOne(filter, set)],
    ['model.updateMany', () => model.updateMany(filter, set)],
    ['model.findOneAndUpdate', () => model.findOneAndUpdate(filter, set)],
    ['model.deleteOne', () => model.deleteOne(filter)],
    ['model.deleteMany', () => model.deleteMany(filter)],
    ['model.aggregate', () => model.aggregate([{ $match: filter }])],
    ['model.bulkWrite', () => model.bulkWrite([{ deleteMany: { filter } }])],
  ]
  it.each(calls)('is refused by %s, and nothing is touched', async (_method, call) => {
    await expect((async () => call())()).rejects.toThrow(
      /things\.\w+: undefined at .* would drop this condition/,
    )
    expect(await collection.find({}, { projection: { n: 1 } }).toArray()).toEqual([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
    ])
  })
})

it('what $pull takes away is a condition too', async () => {
  const pull = { $pull: { list: { name: gone } } } as never
  for (const call of [
    () => collection.updateOne({ _id: 'a' }, pull),
    () => collection.bulkWrite([{ updateOne: { filter: { _id: 'a' }, update: pull } }]),
  ]) {
    await expect((async () => call())()).rejects.toThrow('$pull.list.name')
  }
  expect((await collection.findOne({ _id: 'a' }))?.list).toEqual([{ name: 'x' }])
})

it('whoever made the connection hand out the collection meets the same guard', () => {
  expect(() => db.connection.collection('things').find({ n: gone })).toThrow(TypeError)
})

it('in what is written undefined means none, by a model and beside it', async () => {
  await collection.insertOne({ _id: 'raw', n: 1, nothing: undefined })
  await model.insertOne({ _id: 'model', n: 1, nothing: undefined })
  await collection.updateOne({ _id: 'a' }, { $set: { n: 3, nothing: undefined } })
  await model.updateOne({ _id: 'b' }, { $set: { n: 3, nothing: undefined } })
  const stored = await collection
    .find({}, { projection: { list: 0 } })
    .sort({ _id: 1 })
    .toArray()
  expect(stored).toEqual([
    { _id: 'a', n: 3 },
    { _id: 'b', n: 3 },
    { _id: 'model', n: 1 },
    { _id: 'raw', n: 1 },
  ])
})
