import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import type { Command, Store } from './context.ts'
import { collectIds, inBatches } from './many.ts'
import { readFields, readWriteConcern } from './request.ts'
import { runStatements, type Statement, writeReplyDocument } from './writing.ts'

export const deleteCommand: Command = async (call, store) => {
  const { name, fields, database } = call
  const collectionName = fields.text('delete')
  const deletes = fields.documents('deletes')
  const ordered = fields.flag('ordered') ?? true
  readWriteConcern(name, fields)
  fields.done()
  const counts = { n: 0 }
  const statements = deletes.map((document) =>
    parseStatement(document, counts, store, database, collectionName),
  )
  const errors = await runStatements(call, store, statements, ordered)
  return writeReplyDocument(counts, errors)
}

function parseStatement(
  document: BsonDocument,
  counts: { n: number },
  store: Store,
  database: string,
  collectionName: string,
): Statement {
  const fields = readFields('delete.deletes', document)
  const query = fields.document('q')
  const limit = fields.count('limit')
  fields.done()
  if (limit !== 0 && limit !== 1) {
    throw new CommandError(9, `The limit field in delete objects must be 0 or 1. Got ${limit}`)
  }

  function one(): void {
    const filter = parseFilter(query)
    const collection = store.catalog.find(database, collectionName)
    const match = collection && store.scans.first({ collection, filter, sort: [] })
    if (!match) return
    store.records.remove(collection, match)
    counts.n++
  }

  async function many(): Promise<void> {
    const filter = parseFilter(query)
    const collection = store.catalog.find(database, collectionName)
    if (!collection) return
    const ids = await collectIds(store, { collection, filter, sort: [] })
    await inBatches(store, collection, filter, ids, (record) => {
      store.records.remove(collection, record)
      counts.n++
    })
  }
  return limit === 0 ? { many } : { one }
}
