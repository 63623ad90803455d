import { keyOf } from '../bson/key.ts'
import { decodeStored, encodeStored } from '../bson/storable.ts'
import { type BsonDocument, type BsonValue, Kind, kindOf, own, typeName } from '../bson/value.ts'
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
  addToIndex(collection: Collection, index: Index, recordId: number, document: BsonDocument): void
}

/** LMDB's limit is 1978 bytes; the index id, the record id and some room are taken off. */
export const maxKeyBytes = 1900
export const recordIdBytes = 6

/** One document's place in one index. */
interface Entries {
  index: Index
  /** By their text, so that old and new ones can be told apart. */
  keys: Map<string, Buffer>
  multikey: boolean[]
  truncated: boolean
}

export function createRecords(env: Environment, catalog: Catalog): Records {
  function entriesIn(index: Index, document: BsonDocument, recordId: number): Entries {
    const { keys, multikey } = documentKeys(document, index.fields)
    const entryKeys = keys.map((key) =>
      Buffer.concat([prefixOf(index.id), key.subarray(0, maxKeyBytes), recordIdValue(recordId)]),
    )
    return {
      index,
      keys: new Map(entryKeys.map((key) => [key.toString('latin1'), key])),
      multikey,
      truncated: keys.some((key) => key.length > maxKeyBytes),
    }
  }

  const allEntries = (indexes: readonly Index[], document: BsonDocument, recordId: number): Entries[] =>
    indexes.map((index) => entriesIn(index, document, recordId))

  function put(collection: Collection, added: Entries[], recordId: number): void {
    for (const { index, keys, multikey, truncated } of added) {
      // Queries trust these flags, so they are set before the first entry that needs them.
      if ((truncated && !index.truncated) || multikey.some((flag, i) => flag && !index.multikey[i])) {
        index.multikey = index.multikey.map((flag, i) => flag || multikey[i]!)
        index.truncated ||= truncated
        catalog.save(collection)
      }
      for (const key of keys.values()) void env.index.put(key, recordIdValue(recordId))
    }
  }

  function remove(removed: Entries[]): void {
    for (const { keys } of removed) for (const key of keys.values()) void env.index.remove(key)
  }

  const without = (entries: Entries[], others: Entries[]): Entries[] =>
    entries.map((one, i) => ({
      ...one,
      keys: new Map([...one.keys].filter(([text]) => !others[i]!.keys.has(text))),
    }))

  return {
    get: (collection, recordId) => env.records.get(recordKey(collection, recordId)),
    insert(collection, document) {
      const id = document._id!
      checkId(id)
      const bytes = encodeStored(document)
      const key = idKey(collection, id)
      if (env.index.get(key)) throw duplicateKey(collection, id)
      const recordId = collection.nextRecordId
      const added = allEntries(secondary(collection), document, recordId)
      collection.nextRecordId++
      collection.count++
      void env.records.put(recordKey(collection, recordId), bytes)
      void env.index.put(key, recordIdValue(recordId))
      put(collection, added, recordId)
    },
    replace(collection, record, before, after) {
      const bytes = encodeStored(after)
      if (bytes.equals(record.bytes)) return false
      const touched = secondary(collection).filter(({ fields }) =>
        fields.some(({ parts: [field] }) => own(before, field!) !== own(after, field!)),
      )
      const old = allEntries(touched, before, record.id)
      const fresh = allEntries(touched, after, record.id)
      void env.records.put(recordKey(collection, record.id), bytes)
      remove(without(old, fresh))
      put(collection, without(fresh, old), record.id)
      return true
    },
    remove(collection, record) {
      const document = decodeStored(record.bytes)
      const entries = allEntries(secondary(collection), document, record.id)
      collection.count--
      void env.records.remove(recordKey(collection, record.id))
      void env.index.remove(idKey(collection, document._id!))
      remove(entries)
    },
    addToIndex(collection, index, recordId, document) {
      put(collection, [entriesIn(index, document, recordId)], recordId)
    },
  }
}

/** All but that of `_id`. */
const secondary = ({ indexes }: Collection): Index[] => indexes.slice(1)

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

function checkId(id: BsonValue): void {
  const kind = kindOf(id)
  if (kind === Kind.array || kind === Kind.regex) {
    throw new CommandError(53, `The '_id' value cannot be of type ${typeName(id)}`)
  }
}

function duplicateKey({ namespace }: Collection, id: BsonValue): CommandError {
  const kind = kindOf(id)
  const shown =
    kind === Kind.objectId ? `ObjectId('${id}')` : kind === Kind.number ? String(id) : JSON.stringify(id)
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: _id_ dup key: { _id: ${shown} }`,
    { keyPattern: { _id: 1 }, keyValue: { _id: id } },
  )
}
