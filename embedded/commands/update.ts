import { type BsonDocument, type BsonValue, decode } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import type { Collection } from '../store/catalog.ts'
import type { StoredRecord } from '../store/records.ts'
import { parseUpdate, type Update } from '../update/update.ts'
import type { Command, Store } from './context.ts'
import { collectIds, inBatches } from './many.ts'
import { readFields, readWriteConcern } from './request.ts'
import { ensureCollection, runStatements, type Statement, writeReplyDocument } from './writing.ts'

interface Counts {
  n: number
  nModified: number
  upserted: { index: number; _id: BsonValue }[]
}

export const update: Command = async (call, store) => {
  const { name, fields, database } = call
  const collectionName = fields.text('update')
  const updates = fields.documents('updates')
  const ordered = fields.flag('ordered') ?? true
  readWriteConcern(name, fields)
  fields.done()
  const counts: Counts = { n: 0, nModified: 0, upserted: [] }
  const statements = updates.map((document, index) =>
    parseStatement(document, index, counts, store, database, collectionName),
  )
  const errors = await runStatements(call, store, statements, ordered)
  const { upserted, ...rest } = counts
  return writeReplyDocument({ ...rest, ...(upserted.length > 0 && { upserted }) }, errors)
}

function parseStatement(
  document: BsonDocument,
  index: number,
  counts: Counts,
  store: Store,
  database: string,
  collectionName: string,
): Statement {
  const fields = readFields('update.updates', document)
  const query = fields.document('q')
  const change = fields.value('u')
  const multi = fields.flag('multi') ?? false
  const upsert = fields.flag('upsert') ?? false
  fields.done()
  if (change === undefined)
    throw new CommandError(14, "BSON field 'update.updates.u' is missing but a required field")

  function upsertOne(filter: Filter, parsed: Update): void {
    if (!upsert) return
    const inserted = insertForUpsert(store, ensureCollection(store, database, collectionName), filter, parsed)
    counts.n++
    counts.upserted.push({ index, _id: inserted._id! })
  }

  function one(): void {
    const filter = parseFilter(query)
    const parsed = parseUpdate(change!)
    const collection = store.catalog.find(database, collectionName)
    const match = collection && store.scans.first({ collection, filter, sort: [] })
    if (!match) {
      upsertOne(filter, parsed)
      return
    }
    const changed = updateRecord(store, collection, match, match.document, parsed)
    counts.n++
    if (changed) counts.nModified++
  }

  async function many(): Promise<void> {
    const filter = parseFilter(query)
    const parsed = parseUpdate(change!)
    if (parsed.replaces)
      throw new CommandError(9, 'multi update is not supported for replacement-style update')
    const collection = store.catalog.find(database, collectionName)
    const ids = collection ? await collectIds(store, { collection, filter, sort: [] }) : []
    if (collection && ids.length > 0) {
      await inBatches(store, collection, filter, ids, (record, before) => {
        const changed = updateRecord(store, collection, record, before, parsed)
        counts.n++
        if (changed) counts.nModified++
      })
    } else if (upsert) await store.env.write(one)
  }
  return multi ? { many } : { one }
}

/** False when nothing changed. */
function updateRecord(
  store: Store,
  collection: Collection,
  record: StoredRecord,
  before: BsonDocument,
  change: Update,
): boolean {
  return store.records.replace(collection, record, before, change.apply(decode(record.bytes)))
}

/** Inserts what an upsert without a match inserts, and returns it. */
export function insertForUpsert(
  store: Store,
  collection: Collection,
  filter: Filter,
  change: Update,
): BsonDocument {
  const document = change.insertFor(filter)
  store.records.insert(collection, document)
  return document
}
