import { afterPrefix } from '../bson/key.ts'
import { CommandError } from '../errors.ts'
import type { Environment } from './environment.ts'
import type { IndexField } from './index-keys.ts'

export interface Index {
  id: number
  name: string
  fields: IndexField[]
  expireAfterSeconds?: number
  /** Per field: some document has an array on the way to it. Never turned back. */
  multikey: boolean[]
  /** Some key was too long and is stored cut off, so the index no longer gives an order. */
  truncated: boolean
  /** False while it is being built: writes maintain it, queries do not use it yet. */
  ready: boolean
  /** Its entries are going; a scan that began on it must not believe that it has seen everything. */
  dropped?: boolean
}

export type IndexSpec = Pick<Index, 'name' | 'fields' | 'expireAfterSeconds'>

interface StoredCollection {
  id: number
  database: string
  name: string
  /** The first is always `_id_`. */
  indexes: Index[]
}

export interface Collection extends StoredCollection {
  namespace: string
  count: number
  nextRecordId: number
  dropped?: boolean
}

export interface Catalog {
  find(namespace: string): Collection | undefined
  list(database?: string): Collection[]
  /** Inside a write only, like everything below. */
  create(namespace: string): Collection
  /** The collection, made if there is none yet. */
  ensure(namespace: string): Collection
  save(collection: Collection): void
  addIndex(collection: Collection, spec: IndexSpec): Index
  drop(collection: Collection): void
  dropIndex(collection: Collection, index: Index): void
  /** Deletes what dropped collections and indexes left behind, in small writes. */
  collectGarbage(): Promise<void>
}

export const idIndexName = '_id_'

export function prefixOf(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4)
  prefix.writeUInt32BE(id)
  return prefix
}

interface Garbage {
  table: 'records' | 'index'
  id: number
}

const garbageKey = Buffer.from('garbage')
const lastIdKey = Buffer.from('lastId')
const collectionKey = (id: number): Buffer => Buffer.concat([Buffer.from('c:'), prefixOf(id)])

/**
 * Loads the list of collections and indexes; it lives in memory and is written through on each change, and is loaded
 * again after a commit that failed.
 */
export function loadCatalog(env: Environment): Catalog {
  const collections = new Map<string, Collection>()
  let garbage: Garbage[] = []
  let lastId = 0
  load()
  env.onFailedCommit(load)

  function load(): void {
    // Whoever still works with what was in memory must not go on with it.
    for (const old of collections.values()) for (const one of [old, ...old.indexes]) one.dropped = true
    collections.clear()
    garbage = (env.catalog.get(garbageKey) ?? []) as Garbage[]
    lastId = (env.catalog.get(lastIdKey) ?? 0) as number
    for (const { value } of env.catalog.getRange({ start: Buffer.from('c:'), end: Buffer.from('c;') })) {
      const { indexes, ...stored } = value as StoredCollection
      // A crash in the middle of createIndexes: nobody was told that these indexes exist.
      discardIndexes(indexes.filter(({ ready }) => !ready))
      remember({ ...stored, indexes: indexes.filter(({ ready }) => ready) })
    }
  }

  function remember(stored: StoredCollection): Collection {
    const namespace = `${stored.database}.${stored.name}`
    const range = { start: prefixOf(stored.id), end: afterPrefix(prefixOf(stored.id)) }
    const [last] = [...env.records.getKeys({ start: range.end, end: range.start, reverse: true, limit: 1 })]
    const collection: Collection = {
      ...stored,
      namespace,
      count: env.records.getKeysCount(range),
      nextRecordId: last ? last.readUIntBE(4, 6) + 1 : 1,
    }
    collections.set(namespace, collection)
    return collection
  }

  function discardIndexes(indexes: Index[]): void {
    for (const index of indexes) {
      index.dropped = true
      garbage.push({ table: 'index', id: index.id })
    }
  }

  const saveGarbage = (): void => void env.catalog.put(garbageKey, garbage)

  function nextId(): number {
    lastId++
    void env.catalog.put(lastIdKey, lastId)
    return lastId
  }

  function save({ id, database, name, indexes, dropped }: Collection): void {
    if (!dropped) void env.catalog.put(collectionKey(id), { id, database, name, indexes })
  }

  function addIndex(collection: Collection, spec: IndexSpec): Index {
    const index: Index = {
      ...spec,
      id: nextId(),
      multikey: spec.fields.map(() => false),
      truncated: false,
      ready: collection.count === 0,
    }
    collection.indexes.push(index)
    save(collection)
    return index
  }

  function create(namespace: string): Collection {
    const dot = namespace.indexOf('.')
    const database = namespace.slice(0, dot)
    const name = namespace.slice(dot + 1)
    checkName(namespace, name)
    const collection = remember({ id: nextId(), database, name, indexes: [] })
    addIndex(collection, { name: idIndexName, fields: [{ path: '_id', parts: ['_id'], direction: 1 }] })
    return collection
  }

  return {
    find: (namespace) => collections.get(namespace),
    list: (database) => [...collections.values()].filter((c) => !database || c.database === database),
    create,
    ensure: (namespace) => collections.get(namespace) ?? create(namespace),
    save,
    addIndex,
    drop(collection) {
      collection.dropped = true
      collections.delete(collection.namespace)
      void env.catalog.remove(collectionKey(collection.id))
      garbage.push({ table: 'records', id: collection.id })
      discardIndexes(collection.indexes)
      saveGarbage()
    },
    dropIndex(collection, index) {
      if (index.dropped) return
      collection.indexes = collection.indexes.filter((other) => other !== index)
      save(collection)
      discardIndexes([index])
      saveGarbage()
    },
    async collectGarbage() {
      while (garbage.length > 0) {
        const { table, id } = garbage[0]!
        await env.write(() => {
          if (garbage[0]?.id !== id || removeSome(env, table, id)) return
          garbage = garbage.slice(1)
          saveGarbage()
        })
      }
    },
  }
}

function removeSome(env: Environment, table: 'records' | 'index', id: number): boolean {
  const start = prefixOf(id)
  const keys = [...env[table].getKeys({ start, end: afterPrefix(start), limit: 2000 })]
  for (const key of keys) void env[table].remove(key)
  return keys.length > 0
}

function checkName(namespace: string, name: string): void {
  if (name === '' || name.startsWith('.') || name.startsWith('system.') || /[$\0]/.test(name)) {
    throw new CommandError(73, `Invalid collection name: ${namespace}`)
  }
  if (Buffer.byteLength(namespace) > 255)
    throw new CommandError(73, `Fully qualified namespace is too long: ${namespace}`)
}
