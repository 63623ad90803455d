import { expect } from 'vitest'
import { withDatabase } from '../test/testing/database.ts'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { mendIndexes } from './indexes.ts'

interface Note {
  _id: string
  about: string
  at: Date
}

const schema = collectionOf<Note>('notes', { _id: text, about: text, at: date })
schema.index({ about: 1, at: -1 })
schema.index({ at: 1 }, { expireAfterSeconds: 3_600 })

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

const aNote = { _id: 'n1', about: 'x', at: new Date() }
const declared = ['_id_', 'about_1_at_-1', 'at_1 3600']
const keys = ['{"about":1,"at":-1}', '{"at":1}']

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
