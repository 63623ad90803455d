import type { BsonDocument } from '../bson/value.ts'
import { decode } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { parseProjection } from '../query/projection.ts'
import { checkDeadline } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import { parseUpdate } from '../update/update.ts'
import type { Command } from './context.ts'
import { readWriteConcern } from './request.ts'
import { insertForUpsert } from './update.ts'
import { ensureCollection } from './writing.ts'

/** `findAndModify`: the first match in the sort's order is changed or removed, all in one write. */
export const findAndModify: Command = ({ name, fields, database, deadline }, store) => {
  const collectionName = fields.text(name)
  const filter = parseFilter(fields.optionalDocument('query') ?? {})
  const sort = parseFields('sort', fields.optionalDocument('sort') ?? {})
  const projection = parseProjection(fields.optionalDocument('fields') ?? {})
  const remove = fields.flag('remove') ?? false
  const wantsNew = fields.flag('new') ?? false
  const upsert = fields.flag('upsert') ?? false
  const change = fields.value('update')
  readWriteConcern(name, fields)
  fields.done()
  if (remove && (change !== undefined || upsert || wantsNew)) {
    throw new CommandError(9, "Cannot specify 'update', 'upsert' or 'new' together with 'remove'")
  }
  if (!remove && change === undefined) {
    throw new CommandError(9, 'Either an update or remove=true must be specified')
  }
  const update = change === undefined ? undefined : parseUpdate(change)
  const shown = (document: BsonDocument): BsonDocument => (projection ? projection(document) : document)

  return store.env.write(() => {
    checkDeadline(deadline)
    const collection = store.catalog.find(database, collectionName)
    const match = collection && store.scans.first({ collection, filter, sort })
    if (!match) {
      if (!update || !upsert) {
        return { lastErrorObject: { n: 0, ...(update && { updatedExisting: false }) }, value: null, ok: 1 }
      }
      const target = ensureCollection(store, database, collectionName)
      const inserted = insertForUpsert(store, target, filter, update)
      return {
        lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted._id! },
        value: wantsNew ? shown(inserted) : null,
        ok: 1,
      }
    }
    if (!update) {
      store.records.remove(collection, match)
      return { lastErrorObject: { n: 1 }, value: shown(match.document), ok: 1 }
    }
    const after = update.apply(decode(match.bytes))
    store.records.replace(collection, match, match.document, after)
    return {
      lastErrorObject: { n: 1, updatedExisting: true },
      value: shown(wantsNew ? after : match.document),
      ok: 1,
    }
  })
}
