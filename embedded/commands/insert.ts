import { checkStorable } from '../bson/storable.ts'
import { withId } from '../update/update.ts'
import type { Command } from './context.ts'
import { readWriteConcern } from './request.ts'
import { ensureCollection, runStatements, writeReplyDocument } from './writing.ts'

export const insert: Command = async (call, store) => {
  const { name, fields, database } = call
  const collectionName = fields.text('insert')
  const documents = fields.documents('documents')
  const ordered = fields.flag('ordered') ?? true
  readWriteConcern(name, fields)
  fields.done()
  let n = 0
  const statements = documents.map((document) => ({
    one: () => {
      checkStorable(document)
      store.records.insert(ensureCollection(store, database, collectionName), withId(document))
      n++
    },
  }))
  const errors = await runStatements(call, store, statements, ordered)
  return writeReplyDocument({ n }, errors)
}
