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

export interface Collection {
  id: number
  database: string
  name: string
  namespace: string
  /** The first is always `_id_`. */
  indexes: Index[]
  count: number
  nextRecordId: number
  dropped?: boolean
}

export interface Catalog {
  find(database: string, name: string): Collection | undefined
  list(database?: string): Collection[]
  /** Inside a write only, like everything below. */
  create(database: string, name: string): Collection
  save(collection: Collection): void
  nextId(): number
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

type Stored = Omit<Collection, 'namespace' | 'count' | 'nextRecordId' | 'dropped'>
interface Garbage {
  table: 'records' | 'index'
  id: number
}

const garbageKey = Buffer.from('garbage')
const lastIdKey = Buffer.from('lastId')

/** Loads the list of collections and indexes; it lives in memory and is written through on each change. */
export function loadCatalog(env: Environment): Catalog {
  const collections = new Map<string, Collection>()
  let garbage = readJson<Garbage[]>(env, garbageKey) ?? []
  let lastId = readJson<number>(env, lastIdKey) ?? 0

  for (const { key, value } of env.catalog.getRange({ start: Buffer.from('c:'), end: Buffer.from('c;') })) {
    if (key.length > 0) remember(JSON.parse(value.toString()) as Stored)
  }
  discardHalfBuiltIndexes()

  function remember(stored: Stored): Collection {
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

  // A crash in the middle of createIndexes: nobody was told that the index exists.
  function discardHalfBuiltIndexes(): void {
    for (const collection of collections.values()) {
      const unfinished = collection.indexes.filter((index) => !index.ready)
      collection.indexes = collection.indexes.filter((index) => index.ready)
      garbage.push(...unfinished.map(({ id }) => ({ table: 'index' as const, id })))
    }
  }

  const saveGarbage = (): void => void env.catalog.put(garbageKey, toJson(garbage))

  function nextId(): number {
    lastId++
    void env.catalog.put(lastIdKey, toJson(lastId))
    return lastId
  }

  function save({ namespace: _, count: __, nextRecordId: ___, dropped, ...stored }: Collection): void {
    if (dropped) return
    void env.catalog.put(collectionKey(stored.id), toJson(stored))
  }

  return {
    find: (database, name) => collections.get(`${database}.${name}`),
    list: (database) =>
      [...collections.values()].filter((c) => database === undefined || c.database === database),
    nextId,
    save,
    create(database, name) {
      checkName(database, name)
      const collection = remember({
        id: nextId(),
        database,
        name,
        indexes: [
          {
            id: nextId(),
            name: idIndexName,
            fields: [{ path: '_id', parts: ['_id'], direction: 1 }],
            multikey: [false],
            truncated: false,
            ready: true,
          },
        ],
      })
      save(collection)
      return collection
    },
    drop(collection) {
      collection.dropped = true
      for (const index of collection.indexes) index.dropped = true
      collections.delete(collection.namespace)
      void env.catalog.remove(collectionKey(collection.id))
      garbage.push({ table: 'records', id: collection.id })
      garbage.push(...collection.indexes.map(({ id }) => ({ table: 'index' as const, id })))
      saveGarbage()
    },
    dropIndex(collection, index) {
      if (index.dropped) return
      index.dropped = true
      collection.indexes = collection.indexes.filter((other) => other !== index)
      save(collection)
      garbage.push({ table: 'index', id: index.id })
      saveGarbage()
    },
    async collectGarbage() {
      while (garbage.length > 0) {
        const { table, id } = garbage[0]!
        await env.write(() => {
          if (garbage[0]?.id !== id) return
          if (removeSome(env, table, id)) return
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

function collectionKey(id: number): Buffer {
  return Buffer.concat([Buffer.from('c:'), prefixOf(id)])
}

function readJson<T>(env: Environment, key: Buffer): T | undefined {
  const bytes = env.catalog.get(key)
  return bytes && (JSON.parse(bytes.toString()) as T)
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function checkName(database: string, name: string): void {
  const namespace = `${database}.${name}`
  if (name === '' || name.startsWith('.') || name.startsWith('system.') || /[$\0]/.test(name)) {
    throw new CommandError(73, `Invalid collection name: ${namespace}`)
  }
  if (Buffer.byteLength(namespace) > 255)
    throw new CommandError(73, `Fully qualified namespace is too long: ${namespace}`)
}
