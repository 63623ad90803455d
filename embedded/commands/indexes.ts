import { z } from 'zod'
import { asNumber, encode } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import type { Match } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import { type Collection, type Index, type IndexSpec, idIndexName } from '../store/catalog.ts'
import type { IndexField } from '../store/index-keys.ts'
import { changeAll } from './change-all.ts'
import {
  type Command,
  collectionCommand,
  cursorOption,
  document,
  flag,
  refusal,
  type Store,
  text,
  value,
  whole,
  writeConcern,
} from './command.ts'
import { listSource } from './cursors.ts'

const maxExpireSeconds = 2_147_483_647

const requested = z.strictObject({
  name: text,
  key: document,
  v: whole,
  // Every build here lets other work go on; mongod ignores the option since 4.2.
  background: flag,
  unique: flag,
  sparse: flag,
  expireAfterSeconds: value
    .transform((given) => asNumber(given) ?? Number.NaN)
    .refine(
      (seconds) => Number.isInteger(seconds) && seconds >= 0 && seconds <= maxExpireSeconds,
      refusal(67, `must be a whole number of seconds from 0 to ${maxExpireSeconds}`),
    )
    .optional(),
})

export const createIndexes: Command = collectionCommand(
  { indexes: z.array(requested, 'array'), writeConcern },
  async (options, { namespace, deadline }, store) => {
    const specs = options.indexes.map(readSpec)
    if (specs.length === 0) throw new CommandError(2, 'Must specify at least one index to create')
    for (const [i, spec] of specs.entries()) {
      if (isIdKey(spec.fields) || isNew(spec, specs.slice(0, i))) continue
      throw new CommandError(68, `Identical index already exists: ${spec.name}`)
    }
    const { collection, before, created, added } = await store.env.write(() => {
      const known = store.catalog.find(namespace)
      const wanted = specs.filter((spec) => isNew(spec, known?.indexes ?? []))
      const target = store.catalog.ensure(namespace)
      return {
        collection: target,
        created: !known,
        before: target.indexes.length,
        added: wanted.map((spec) => store.catalog.addIndex(target, spec)),
      }
    })
    for (const index of added) await buildIndex(store, collection, index, deadline)
    return {
      numIndexesBefore: before,
      numIndexesAfter: before + added.length,
      createdCollectionAutomatically: created,
      ...(added.length === 0 && { note: 'all indexes already exist' }),
      ok: 1,
    }
  },
)

function readSpec({
  name,
  key,
  v,
  unique,
  sparse,
  expireAfterSeconds,
}: z.output<typeof requested>): IndexSpec {
  if (Object.keys(key).length === 0) throw new CommandError(67, 'Index keys cannot be empty.')
  if (name === '' || name === '*') throw new CommandError(67, `The index name '${name}' is not valid`)
  const fields = parseFields('an index', key)
  if (v !== undefined && v !== 2) throw notSupported(`index version ${v}`)
  if (unique && !isIdKey(fields)) throw notSupported('a unique index on anything but _id')
  if (sparse) throw notSupported('a sparse index')
  if (expireAfterSeconds === undefined) return { name, fields }
  if (fields.length !== 1 || isIdKey(fields)) {
    throw new CommandError(67, 'TTL indexes are single-field indexes, and not on _id')
  }
  return { name, fields, expireAfterSeconds }
}

function isIdKey(fields: IndexField[]): boolean {
  return fields.length === 1 && fields[0]!.path === '_id'
}

const keyText = (fields: IndexField[]): string =>
  fields.map(({ path, direction }) => `${path}:${direction}`).join()

function isNew(spec: IndexSpec, known: readonly IndexSpec[]): boolean {
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

// Documents written meanwhile have their entries already; adding those again changes nothing.
async function buildIndex(
  store: Store,
  collection: Collection,
  index: Index,
  deadline: number | undefined,
): Promise<void> {
  if (index.ready) return
  try {
    const add = ({ id, document: stored }: Match): void =>
      store.records.addToIndex(collection, index, id, stored)
    await changeAll(store, collection, parseFilter({}), add, deadline)
  } catch (error) {
    await store.env.write(() => store.catalog.dropIndex(collection, index))
    throw error
  }
  await store.env.write(() => {
    if (index.dropped)
      throw new CommandError(175, 'query plan killed: the index was dropped while it was built')
    index.ready = true
    store.catalog.save(collection)
  })
}

export const listIndexes: Command = collectionCommand(
  { cursor: cursorOption },
  ({ cursor }, { namespace }, store) => {
    const documents = existing(store, namespace).indexes.map((index) => encode(describeIndex(index)))
    return store.cursors.first(namespace, listSource(documents), cursor)
  },
)

export function describeIndex({ name, fields, expireAfterSeconds }: Index): object {
  return {
    v: 2,
    key: Object.fromEntries(fields.map(({ path, direction }) => [path, direction])),
    name,
    expireAfterSeconds,
  }
}

export const dropIndexes: Command = collectionCommand(
  { index: text, writeConcern },
  async (options, { namespace }, store) => {
    const nIndexesWas = await store.env.write(() => {
      const collection = existing(store, namespace)
      const count = collection.indexes.length
      for (const one of chosen(collection, options.index)) store.catalog.dropIndex(collection, one)
      return count
    })
    await store.catalog.collectGarbage()
    return { nIndexesWas, ok: 1 }
  },
)

function chosen(collection: Collection, name: string): Index[] {
  if (name === '*') return collection.indexes.slice(1)
  if (name === idIndexName) throw new CommandError(72, 'cannot drop _id index')
  const found = collection.indexes.find((index) => index.name === name)
  if (!found) throw new CommandError(27, `index not found with name [${name}]`)
  return [found]
}

function existing(store: Store, namespace: string): Collection {
  const collection = store.catalog.find(namespace)
  if (!collection) throw new CommandError(26, `ns does not exist: ${namespace}`)
  return collection
}
