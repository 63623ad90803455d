import { decode, encode } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import type { Command } from './context.ts'
import { listSource } from './cursors.ts'
import { firstBatch } from './find.ts'
import { describeIndex, readCursorOption } from './indexes.ts'
import { readWriteConcern } from './request.ts'

export const create: Command = ({ name, fields, database }, store) => {
  const collectionName = fields.text('create')
  readWriteConcern(name, fields)
  fields.done()
  return store.env.write(() => {
    if (store.catalog.find(database, collectionName)) {
      throw new CommandError(48, `Collection ${database}.${collectionName} already exists.`)
    }
    store.catalog.create(database, collectionName)
    return { ok: 1 }
  })
}

export const listCollections: Command = async ({ fields, database }, store) => {
  fields.value('listCollections')
  const filter = parseFilter(fields.optionalDocument('filter') ?? {})
  const nameOnly = fields.flag('nameOnly') ?? false
  // Everybody may see everything here, so this option asks for what is given anyway.
  fields.flag('authorizedCollections')
  const batchSize = readCursorOption(fields, 'listCollections')
  fields.done()
  const documents = store.catalog
    .list(database)
    .map(({ name, indexes }) => {
      const short = { name, type: 'collection' }
      return nameOnly
        ? short
        : { ...short, options: {}, info: { readOnly: false }, idIndex: describeIndex(indexes[0]!) }
    })
    .map((document) => encode(document))
    .filter((bytes) => filter.matches(decode(bytes)))
  return firstBatch(store, `${database}.$cmd.listCollections`, listSource(documents), { batchSize })
}

export const drop: Command = async ({ name, fields, database }, store) => {
  const collectionName = fields.text('drop')
  readWriteConcern(name, fields)
  fields.done()
  const dropped = await store.env.write(() => {
    const collection = store.catalog.find(database, collectionName)
    if (collection) store.catalog.drop(collection)
    return collection
  })
  await store.catalog.collectGarbage()
  return dropped ? { ns: dropped.namespace, nIndexesWas: dropped.indexes.length, ok: 1 } : { ok: 1 }
}

export const dropDatabase: Command = async ({ name, fields, database }, store) => {
  fields.value('dropDatabase')
  readWriteConcern(name, fields)
  fields.done()
  await store.env.write(() => {
    for (const collection of store.catalog.list(database)) store.catalog.drop(collection)
  })
  await store.catalog.collectGarbage()
  return { dropped: database, ok: 1 }
}
