import { keyOf } from '../bson/key.ts'
import { encodeStored } from '../bson/storable.ts'
import { type BsonDocument, type BsonValue, decode, Kind, kindOf, typeName } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { type Catalog, type Collection, type Index, prefixOf } from './catalog.ts'
import type { Environment } from './environment.ts'
import { documentKeys } from './index-keys.ts'

/** A stored document: its place in insertion order and its bytes. */
export interface StoredRecord {
  id: number
  bytes: Buffer
}

/** Reading and changing single documents with all their index entries. Writing only inside `Environment.write`. */
export interface Records {
  get(collection: Collection, recordId: number): Buffer | undefined
  /** Throws 11000 when the `_id` is taken. Nothing is written when it throws; so for all three. */
  insert(collection: Collection, document: BsonDocument): void
  /** False when old and new are the same bytes. */
  replace(collection: Collection, record: StoredRecord, before: BsonDocument, after: BsonDocument): boolean
  remove(collection: Collection, record: StoredRecord): void
  /** Adds the entries of one more index for a document that is already stored. */
  addToIndex(collection: Collection, index: Index, record: StoredRecord): void
}

// LMDB's limit is 1978 bytes; the index id, the record id and some room are taken off.
const maxKeyBytes = 1900
export const recordIdBytes = 6

interface Entries {
  index: Index
  keys: Buffer[]
}

export function createRecords(env: Environment, catalog: Catalog): Records {
  function prepare(index: Index, document: BsonDocument): Entries & { widened: boolean } {
    const { keys, multikey } = documentKeys(document, index.fields)
    const tooLong = keys.some((key) => key.length > maxKeyBytes)
    return {
      index,
      keys: tooLong ? keys.map((key) => key.subarray(0, maxKeyBytes)) : keys,
      widened: (tooLong && !index.truncated) || multikey.some((flag, i) => flag && !index.multikey[i]),
    }
  }

  // Queries trust these flags, so they are set before the first entry that needs them.
  function widen(collection: Collection, index: Index, document: BsonDocument): void {
    const { keys, multikey } = documentKeys(document, index.fields)
    index.multikey = index.multikey.map((flag, i) => flag || multikey[i]!)
    index.truncated ||= keys.some((key) => key.length > maxKeyBytes)
    catalog.save(collection)
  }

  function put(
    collection: Collection,
    entries: Entries & { widened: boolean },
    recordId: number,
    document: BsonDocument,
  ) {
    if (entries.widened) widen(collection, entries.index, document)
    const value = recordIdValue(recordId)
    for (const key of entries.keys) void env.index.put(entryKey(entries.index, key, recordId), value)
  }

  return {
    get: (collection, recordId) => env.records.get(recordKey(collection, recordId)),
    insert(collection, document) {
      const id = document._id!
      checkId(id)
      const bytes = encodeStored(document)
      const key = idKey(collection, id)
      if (env.index.get(key)) throw duplicateKey(collection, id)
      const entries = collection.indexes.slice(1).map((index) => prepare(index, document))
      const recordId = collection.nextRecordId++
      collection.count++
      void env.records.put(recordKey(collection, recordId), bytes)
      void env.index.put(key, recordIdValue(recordId))
      for (const one of entries) put(collection, one, recordId, document)
    },
    replace(collection, record, before, after) {
      const bytes = encodeStored(after)
      if (bytes.equals(record.bytes)) return false
      const changes = collection.indexes.slice(1).map((index) => {
        const added = prepare(index, after)
        const removed = prepare(index, before)
        const kept = new Set(removed.keys.map((key) => key.toString('latin1')))
        const fresh = new Set(added.keys.map((key) => key.toString('latin1')))
        return {
          added: { ...added, keys: added.keys.filter((key) => !kept.has(key.toString('latin1'))) },
          removed: { index, keys: removed.keys.filter((key) => !fresh.has(key.toString('latin1'))) },
        }
      })
      void env.records.put(recordKey(collection, record.id), bytes)
      for (const { added, removed } of changes) {
        for (const key of removed.keys) void env.index.remove(entryKey(removed.index, key, record.id))
        put(collection, added, record.id, after)
      }
      return true
    },
    remove(collection, record) {
      const document = decode(record.bytes)
      const entries = collection.indexes.slice(1).map((index) => prepare(index, document))
      collection.count--
      void env.records.remove(recordKey(collection, record.id))
      void env.index.remove(idKey(collection, document._id!))
      for (const { index, keys } of entries) {
        for (const key of keys) void env.index.remove(entryKey(index, key, record.id))
      }
    },
    addToIndex(collection, index, record) {
      const document = decode(record.bytes)
      put(collection, prepare(index, document), record.id, document)
    },
  }
}

export function recordKey(collection: Collection, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(4 + recordIdBytes)
  key.writeUInt32BE(collection.id)
  key.writeUIntBE(recordId, 4, recordIdBytes)
  return key
}

function recordIdValue(recordId: number): Buffer {
  const value = Buffer.allocUnsafe(recordIdBytes)
  value.writeUIntBE(recordId, 0, recordIdBytes)
  return value
}

// `_id` entries carry the record only in their value, so that one get decides uniqueness.
function idKey(collection: Collection, id: BsonValue): Buffer {
  const key = keyOf(id)
  if (key.length > maxKeyBytes) {
    throw new CommandError(
      17280,
      `_id is too long for the embedded store: ${key.length} bytes, at most ${maxKeyBytes}`,
    )
  }
  return Buffer.concat([prefixOf(collection.indexes[0]!.id), key])
}

function entryKey(index: Index, key: Buffer, recordId: number): Buffer {
  return Buffer.concat([prefixOf(index.id), key, recordIdValue(recordId)])
}

function checkId(id: BsonValue): void {
  const kind = kindOf(id)
  if (kind === Kind.array || kind === Kind.regex) {
    throw new CommandError(53, `The '_id' value cannot be of type ${typeName(id)}`)
  }
}

function duplicateKey(collection: Collection, id: BsonValue): CommandError {
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${collection.namespace} index: _id_ dup key: { _id: ${describe(id)} }`,
    { keyPattern: { _id: 1 }, keyValue: { _id: id } },
  )
}

function describe(id: BsonValue): string {
  if (typeof id === 'string') return JSON.stringify(id)
  if (kindOf(id) === Kind.objectId) return `ObjectId('${String(id)}')`
  return kindOf(id) === Kind.object ? JSON.stringify(id) : String(id)
}
