import { type BsonDocument, encode } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { planQuery } from '../query/plan.ts'
import { parseFields } from '../query/sort.ts'
import { type Collection, type Index, idIndexName } from '../store/catalog.ts'
import type { IndexField } from '../store/index-keys.ts'
import type { Command, Store } from './context.ts'
import { listSource } from './cursors.ts'
import { firstBatch } from './find.ts'
import { type Fields, readFields, readWriteConcern } from './request.ts'
import { ensureCollection } from './writing.ts'

interface IndexSpec {
  name: string
  fields: IndexField[]
  expireAfterSeconds?: number
}

export const createIndexes: Command = async ({ name, fields, database }, store) => {
  const collectionName = fields.text('createIndexes')
  const specs = fields.documents('indexes').map(readSpec)
  readWriteConcern(name, fields)
  fields.done()
  const { collection, before, created, build } = await store.env.write(() => {
    const createdCollection = store.catalog.find(database, collectionName) === undefined
    const known = store.catalog.find(database, collectionName)?.indexes ?? []
    const wanted = specs.filter((spec) => isNew(spec, known))
    const target = ensureCollection(store, database, collectionName)
    const count = target.indexes.length
    const added = wanted.map((spec) => addIndex(store, target, spec))
    return { collection: target, before: count, created: createdCollection, build: added }
  })
  for (const index of build) await buildIndex(store, collection, index)
  return {
    numIndexesBefore: before,
    numIndexesAfter: before + build.length,
    createdCollectionAutomatically: created,
    ...(build.length === 0 && { note: 'all indexes already exist' }),
    ok: 1,
  }
}

function readSpec(document: BsonDocument): IndexSpec {
  const spec = readFields('createIndexes.indexes', document)
  const name = spec.text('name')
  const key = spec.document('key')
  if (Object.keys(key).length === 0) throw new CommandError(67, 'Index keys cannot be empty.')
  const indexFields = parseFields('an index', key)
  const version = spec.count('v')
  if (version !== undefined && version !== 2) throw notSupported(`index version ${version}`)
  // Every build here lets other work go on; mongod ignores the option since 4.2.
  spec.flag('background')
  if (spec.flag('unique') && !isIdKey(indexFields)) throw notSupported('a unique index on anything but _id')
  if (spec.flag('sparse')) throw notSupported('a sparse index')
  const expireAfterSeconds = spec.count('expireAfterSeconds')
  spec.done()
  if (expireAfterSeconds !== undefined && (indexFields.length !== 1 || isIdKey(indexFields))) {
    throw new CommandError(67, 'TTL indexes are single-field indexes, and not on _id')
  }
  return { name, fields: indexFields, ...(expireAfterSeconds !== undefined && { expireAfterSeconds }) }
}

function isIdKey(fields: IndexField[]): boolean {
  return fields.length === 1 && fields[0]!.path === '_id'
}

const keyText = (fields: IndexField[]): string =>
  fields.map(({ path, direction }) => `${path}:${direction}`).join()

function isNew(spec: IndexSpec, known: Index[]): boolean {
  if (isIdKey(spec.fields)) return false
  const sameKey = known.find((index) => keyText(index.fields) === keyText(spec.fields))
  const sameName = known.find((index) => index.name === spec.name)
  if (sameName && sameName !== sameKey) {
    throw new CommandError(
      86,
      `An existing index has the same name as the requested index, but another key: ${spec.name}`,
    )
  }
  if (!sameKey) return true
  if (sameKey.name !== spec.name || sameKey.expireAfterSeconds !== spec.expireAfterSeconds) {
    throw new CommandError(
      85,
      `Index already exists with a different name or different options: ${sameKey.name}`,
    )
  }
  return false
}

function addIndex(store: Store, collection: Collection, spec: IndexSpec): Index {
  const index: Index = {
    ...spec,
    id: store.catalog.nextId(),
    multikey: spec.fields.map(() => false),
    truncated: false,
    ready: collection.count === 0,
  }
  collection.indexes.push(index)
  store.catalog.save(collection)
  return index
}

// Documents written meanwhile have their entries already; adding those again changes nothing.
async function buildIndex(store: Store, collection: Collection, index: Index): Promise<void> {
  if (index.ready) return
  const query = { collection, filter: parseFilter({}), sort: [] }
  const scan = store.scans.start(query, planQuery(collection, query.filter, []))
  try {
    let finished = false
    while (!finished) {
      finished = await store.env.write(() =>
        scan.run(500, (record) => {
          store.records.addToIndex(collection, index, record)
          return false
        }),
      )
    }
  } catch (error) {
    await store.env.write(() => store.catalog.dropIndex(collection, index))
    throw error
  }
  await store.env.write(() => {
    index.ready = true
    store.catalog.save(collection)
  })
}

export const listIndexes: Command = async ({ fields, database }, store) => {
  const collectionName = fields.text('listIndexes')
  const batchSize = readCursorOption(fields, 'listIndexes')
  fields.done()
  const collection = existing(store, database, collectionName)
  const documents = collection.indexes.map((index) => encode(describeIndex(index)))
  return firstBatch(store, collection.namespace, listSource(documents), { batchSize })
}

/** The `cursor: {batchSize}` option of the listing commands. */
export function readCursorOption(fields: Fields, command: string): number {
  const cursor = fields.optionalDocument('cursor')
  if (!cursor) return Number.POSITIVE_INFINITY
  const nested = readFields(`${command}.cursor`, cursor)
  const batchSize = nested.count('batchSize') ?? Number.POSITIVE_INFINITY
  nested.done()
  return batchSize
}

export function describeIndex({ name, fields, expireAfterSeconds }: Index): object {
  return {
    v: 2,
    key: Object.fromEntries(fields.map(({ path, direction }) => [path, direction])),
    name,
    expireAfterSeconds,
  }
}

export const dropIndexes: Command = async ({ name, fields, database }, store) => {
  const collectionName = fields.text('dropIndexes')
  const index = fields.text('index')
  readWriteConcern(name, fields)
  fields.done()
  const nIndexesWas = await store.env.write(() => {
    const collection = existing(store, database, collectionName)
    const count = collection.indexes.length
    for (const one of chosen(collection, index)) store.catalog.dropIndex(collection, one)
    return count
  })
  await store.catalog.collectGarbage()
  return { nIndexesWas, ok: 1 }
}

function chosen(collection: Collection, name: string): Index[] {
  if (name === '*') return collection.indexes.slice(1)
  if (name === idIndexName) throw new CommandError(72, 'cannot drop _id index')
  const found = collection.indexes.find((index) => index.name === name)
  if (!found) throw new CommandError(27, `index not found with name [${name}]`)
  return [found]
}

function existing(store: Store, database: string, name: string): Collection {
  const collection = store.catalog.find(database, name)
  if (!collection) throw new CommandError(26, `ns does not exist: ${database}.${name}`)
  return collection
}
