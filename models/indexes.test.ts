import { expect } from 'vitest'
import { testDatabase, withDatabase } from '../test/testing/database.ts'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { mendIndexes } from './indexes.ts'

interface Note {
  _id: string
  about: string
  at: Date
  madeAt: Date
}

const schema = collectionOf<Note>('notes', { _id: text, about: text, at: date, madeAt: date })
schema.index({ about: 1, at: -1 })
schema.index({ at: 1 }, { expireAfterSeconds: 3_600 })
schema.index({ madeAt: 1 })

const it = withDatabase
  .extend('notes', ({ db }) => {
    modelOf(db.connection, schema)
    return db.connection.collection<Note>('notes')
  })
  .extend('stored', ({ notes }) => async () => {
    const found = await notes.listIndexes().toArray()
    return found
      .map(({ name, expireAfterSeconds }) => (expireAfterSeconds ? `${name} ${expireAfterSeconds}` : name))
      .sort()
  })

const aNote = { _id: 'n1', about: 'x', at: new Date(), madeAt: new Date() }
const declared = ['_id_', 'about_1_at_-1', 'at_1 3600', 'madeAt_1']
const keys = ['{"about":1,"at":-1}', '{"at":1}', '{"madeAt":1}']

it('builds every declared index on a new store, and finds nothing to do the next time', async ({
  db,
  stored,
}) => {
  expect(await mendIndexes(db.connection)).toEqual([
    { collection: 'notes', built: keys, toRun: [], foreign: [] },
  ])
  expect(await stored()).toEqual(declared)
  expect(await mendIndexes(db.connection)).toEqual([])
})

it('refuses a connection no model is bound to yet: a store without any index would seem to be in order', async () => {
  const bare = await testDatabase()
  await expect(mendIndexes(bare.connection)).rejects.toThrow('no model is bound')
  await bare.drop()
})

it('rebuilds one of the same keys with other options, and leaves one that nobody declares', async ({
  db,
  notes,
  stored,
}) => {
  await notes.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
  await notes.createIndex({ about: 1 }, { name: 'by the operator' })
  expect(await mendIndexes(db.connection)).toEqual([
    { collection: 'notes', built: keys, toRun: [], foreign: ['by the operator'] },
  ])
  expect(await stored()).toEqual([...declared, 'by the operator'].sort())
})

it('makes one plain that let go of documents and is to do so no more', async ({ db, notes, stored }) => {
  await notes.createIndex({ madeAt: 1 }, { expireAfterSeconds: 60 })
  expect(await mendIndexes(db.connection)).toEqual([
    { collection: 'notes', built: keys, toRun: [], foreign: [] },
  ])
  expect(await stored()).toEqual(declared)
})

it('touches no index of a large collection but says what to run', async ({ db, notes, stored }) => {
  await notes.insertMany([aNote, { ...aNote, _id: 'n2' }])
  await notes.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
  const before = await stored()
  expect(await mendIndexes(db.connection, 1)).toEqual([
    {
      collection: 'notes',
      built: [],
      toRun: [
        'db.notes.createIndex({"about":1,"at":-1}, {})',
        'db.notes.dropIndex("at_1")',
        'db.notes.createIndex({"at":1}, {"expireAfterSeconds":3600})',
        'db.notes.createIndex({"madeAt":1}, {})',
      ],
      foreign: [],
    },
  ])
  expect(await stored()).toEqual(before)
})

it('several processes that start at once end with the same indexes', async ({ db, notes, stored }) => {
  await notes.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
  await Promise.all(Array.from({ length: 4 }, () => mendIndexes(db.connection)))
  expect(await stored()).toEqual(declared)
})
