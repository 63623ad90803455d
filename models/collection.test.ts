import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { collectionOf, listOf, modelOf, number, optionalListOf, text } from './collection.ts'
import { createCustomerStore } from './customers.ts'
import { insertNew, unlessPresent } from './duplicates.ts'
import { createSlotStore } from './slots.ts'

interface Box {
  _id: string
  label: string
  n: number
  parts: string[]
  more?: string[]
}

const schema = collectionOf<Box>('boxes', {
  _id: text,
  label: text,
  n: number,
  parts: listOf(String),
  more: optionalListOf(String),
})
const db = await testDatabase()
afterAll(() => db.drop())
const boxes = modelOf(db.connection, schema)
const box = (id: string): Box => ({ _id: id, label: '', n: 1, parts: [] })

it('two stores of one collection, and one store made twice, share the model of a connection', () => {
  expect(() => [
    createCustomerStore(db.connection),
    createSlotStore(db.connection),
    createCustomerStore(db.connection),
  ]).not.toThrow()
  expect(modelOf(db.connection, schema)).toBe(boxes)
})

it('an upsert invents no list', async () => {
  await boxes.updateOne({ _id: 'upserted' }, { $set: { n: 1 } }, { upsert: true })
  expect(await boxes.findOne({ _id: 'upserted' }).lean()).toEqual({ _id: 'upserted', n: 1 })
})

it('an empty text and an empty list are there, and are kept', async () => {
  await boxes.insertOne(box('empty'))
  expect(await boxes.findOne({ _id: 'empty' }).lean()).toEqual(box('empty'))
})

it('a field nobody declared is refused in documents, updates and filters', async () => {
  await expect(boxes.insertOne({ ...box('x'), typo: 1 } as never)).rejects.toThrow('typo')
  await expect(boxes.updateOne({ _id: 'x' }, { $set: { typo: 1 } } as never)).rejects.toThrow('typo')
  await expect(boxes.find({ typo: 1 } as never)).rejects.toThrow('typo')
})

it('a document without a field it must have is refused', async () => {
  await expect(boxes.insertOne({ _id: 'x', label: 'l', n: 1 } as never)).rejects.toThrow('parts')
})

it('what is there already is a normal answer, and any other fault a fault', async () => {
  expect(await unlessPresent(boxes.insertOne(box('one')))).toBe(true)
  expect(await unlessPresent(boxes.insertOne(box('one')))).toBe(false)
  const filter = { _id: 'one', n: 99 }
  expect(await unlessPresent(boxes.updateOne(filter, { $set: { n: 2 } }, { upsert: true }))).toBe(false)
  await expect(unlessPresent(boxes.insertOne({ _id: 'x' } as never))).rejects.toThrow('validation')
})

it('of several inserted at once it is told which were new', async () => {
  const raw = boxes.collection as never
  expect(await insertNew<Box>(raw, [])).toEqual(new Set())
  expect(await insertNew(raw, [box('p'), box('q')])).toEqual(new Set(['p', 'q']))
  expect(await insertNew(raw, [box('q'), box('r'), box('p'), box('s')])).toEqual(new Set(['r', 's']))
  await expect(insertNew(raw, [box('p'), { ...box('t'), _id: ['no id'] as never }])).rejects.toThrow()
})
