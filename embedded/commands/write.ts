import { z } from 'zod'
import { checkStorable } from '../bson/storable.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import type { Match } from '../query/scan.ts'
import type { Collection } from '../store/catalog.ts'
import { parseUpdate, withId } from '../update/update.ts'
import { changeAll } from './change-all.ts'
import {
  type Command,
  collectionCommand,
  document,
  documents,
  flag,
  refusal,
  type Store,
  value,
  whole,
  writeConcern,
} from './command.ts'
import { runStatements, type Statement } from './statements.ts'

export const insert: Command = collectionCommand(
  { documents, ordered: flag, writeConcern },
  async (options, { namespace, deadline }, store) => {
    let n = 0
    const statements = options.documents.map((given) => ({
      one: () => {
        checkStorable(given)
        store.records.insert(store.catalog.ensure(namespace), withId(given))
        n++
      },
    }))
    const errors = await runStatements(store, statements, { ...options, deadline })
    return { n, ...errors, ok: 1 }
  },
)

export const update: Command = collectionCommand(
  {
    updates: z.array(z.strictObject({ q: document, u: value, multi: flag, upsert: flag }), 'array'),
    ordered: flag,
    writeConcern,
  },
  async (options, call, store) => {
    let n = 0
    let nModified = 0
    const upserted: { index: number; _id: BsonValue }[] = []
    const statements = options.updates.map(({ q, u, multi, upsert }, index) =>
      statement(store, call, { query: q, multi }, (filter) => {
        const change = parseUpdate(u)
        if (multi && change.replaces)
          throw new CommandError(9, 'multi update is not supported for replacement-style update')
        return {
          found(collection, match) {
            const after = change.apply(match.document)
            const changed = store.records.replace(collection, match, match.document, after)
            n++
            if (changed) nModified++
          },
          none: upsert
            ? () => {
                const inserted = change.insertFor(filter)
                store.records.insert(store.catalog.ensure(call.namespace), inserted)
                n++
                upserted.push({ index, _id: inserted._id! })
              }
            : undefined,
        }
      }),
    )
    const errors = await runStatements(store, statements, { ...options, deadline: call.deadline })
    return { n, nModified, ...(upserted.length > 0 && { upserted }), ...errors, ok: 1 }
  },
)

export const deleteCommand: Command = collectionCommand(
  {
    deletes: z.array(
      z.strictObject({
        q: document,
        limit: whole.refine((limit) => limit === 0 || limit === 1, refusal(9, 'limit must be 0 or 1')),
      }),
      'array',
    ),
    ordered: flag,
    writeConcern,
  },
  async (options, call, store) => {
    let n = 0
    const statements = options.deletes.map(({ q, limit }) =>
      statement(store, call, { query: q, multi: limit === 0 }, () => ({
        found(collection, match) {
          store.records.remove(collection, match)
          n++
        },
      })),
    )
    const errors = await runStatements(store, statements, { ...options, deadline: call.deadline })
    return { n, ...errors, ok: 1 }
  },
)

interface Effect {
  found(collection: Collection, match: Match): void
  none?: (() => void) | undefined
}

/** Does `found` to the first match (to all with `multi`), and `none` when there is none. */
function statement(
  store: Store,
  { namespace, deadline }: { namespace: string; deadline: number | undefined },
  { query, multi }: { query: BsonDocument; multi: boolean | undefined },
  prepare: (filter: Filter) => Effect,
): Statement {
  function one(): void {
    const filter = parseFilter(query)
    const { found, none } = prepare(filter)
    const collection = store.catalog.find(namespace)
    const match = collection && store.scans.first({ collection, filter, sort: [] }, deadline)
    if (match) found(collection, match)
    else none?.()
  }

  async function many(): Promise<void> {
    const filter = parseFilter(query)
    const { found, none } = prepare(filter)
    const collection = store.catalog.find(namespace)
    const matches = collection
      ? await changeAll(store, collection, filter, (match) => found(collection, match), deadline)
      : 0
    if (matches === 0 && none) await store.env.write(one)
  }
  return multi ? { many } : { one }
}
