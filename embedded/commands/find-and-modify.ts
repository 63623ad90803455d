import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { parseProjection } from '../query/projection.ts'
import { checkDeadline } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import { parseUpdate } from '../update/update.ts'
import { anything, type Command, collectionCommand, document, flag, writeConcern } from './command.ts'

/** `findAndModify`: the first match in the sort's order is changed or removed, all in one write. */
export const findAndModify: Command = collectionCommand(
  {
    query: document.optional(),
    sort: document.optional(),
    fields: document.optional(),
    remove: flag,
    new: flag,
    upsert: flag,
    update: anything,
    writeConcern,
  },
  (options, { namespace, deadline }, store) => {
    const { remove, upsert, new: wantsNew } = options
    const filter = parseFilter(options.query ?? {})
    const sort = parseFields('sort', options.sort ?? {})
    const project = parseProjection(options.fields ?? {})
    if (remove && (options.update !== undefined || upsert || wantsNew)) {
      throw new CommandError(9, "Cannot specify 'update', 'upsert' or 'new' together with 'remove'")
    }
    if (!remove && options.update === undefined) {
      throw new CommandError(9, 'Either an update or remove=true must be specified')
    }
    const update = options.update === undefined ? undefined : parseUpdate(options.update)
    const reply = (lastErrorObject: object, shown: BsonDocument | null): object => ({
      lastErrorObject,
      value: shown && project ? project(shown) : shown,
      ok: 1,
    })

    return store.env.write(() => {
      checkDeadline(deadline)
      const collection = store.catalog.find(namespace)
      const match = collection && store.scans.first({ collection, filter, sort }, deadline)
      if (match && update) {
        const after = update.apply(match.document)
        store.records.replace(collection, match, match.document, after)
        return reply({ n: 1, updatedExisting: true }, wantsNew ? after : match.document)
      }
      if (match) {
        store.records.remove(collection, match)
        return reply({ n: 1 }, match.document)
      }
      if (update && upsert) {
        const inserted = update.insertFor(filter)
        store.records.insert(store.catalog.ensure(namespace), inserted)
        return reply({ n: 1, updatedExisting: false, upserted: inserted._id! }, wantsNew ? inserted : null)
      }
      return reply({ n: 0, ...(update && { updatedExisting: false }) }, null)
    })
  },
)
