import { Long } from 'bson'
import { asNumber, type BsonValue, encode } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { parseProjection } from '../query/projection.ts'
import type { Match } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import {
  anything,
  type Command,
  collectionCommand,
  command,
  document,
  flag,
  readConcern,
  refusal,
  text,
  whole,
} from './command.ts'
import { listSource, type Source } from './cursors.ts'

export const firstBatchSize = 101

const noLimit = Number.POSITIVE_INFINITY

export const find: Command = collectionCommand(
  {
    filter: document.optional(),
    projection: document.optional(),
    sort: document.optional(),
    skip: whole,
    limit: whole,
    batchSize: whole,
    singleBatch: flag,
    readConcern,
  },
  (options, { namespace, deadline }, store) => {
    const { filter = {}, sort = {}, batchSize = firstBatchSize, singleBatch } = options
    const parsed = parseFilter(filter)
    const project = parseProjection(options.projection ?? {})
    const order = parseFields('sort', sort)
    const collection = store.catalog.find(namespace)
    if (!collection) return store.cursors.first(namespace, listSource([]), { batchSize })
    const toBytes = (match: Match): Buffer => (project ? encode(project(match.document)) : match.bytes)
    let toSkip = options.skip ?? 0
    let left = options.limit || noLimit
    const read = store.scans.open({ collection, filter: parsed, sort: order, atMost: toSkip + left })
    // maxTimeMS covers the work of the find and its batches, not the time a client takes between them.
    let leftMs = deadline === undefined ? undefined : deadline - performance.now()
    const source: Source = async (offer) => {
      if (left === 0) return
      const until = leftMs === undefined ? undefined : performance.now() + leftMs
      await read((match) => {
        if (toSkip > 0) {
          toSkip--
          return false
        }
        left--
        return offer(toBytes(match)) || left === 0
      }, until)
      if (until !== undefined) leftMs = until - performance.now()
    }
    return store.cursors.first(namespace, source, { batchSize, single: singleBatch })
  },
)

export const count: Command = collectionCommand(
  { query: document.optional(), skip: whole, limit: whole, readConcern },
  async (options, { namespace, deadline }, store) => {
    const filter = parseFilter(options.query ?? {})
    const skip = options.skip ?? 0
    const limit = options.limit || noLimit
    const collection = store.catalog.find(namespace)
    if (!collection) return { n: 0, ok: 1 }
    let matching = filter.empty ? collection.count : 0
    if (!filter.empty && limit < noLimit) {
      const read = store.scans.open({ collection, filter, sort: [] })
      await read(() => ++matching >= skip + limit, deadline)
    } else if (!filter.empty) {
      await store.scans.alike({ collection, filter }, [])((_, times) => {
        matching += times
      }, deadline)
    }
    return { n: Math.min(limit, Math.max(0, matching - skip)), ok: 1 }
  },
)

export const getMore: Command = command(
  {
    collection: text,
    batchSize: whole,
    maxTimeMS: anything.refine(
      (given) => given === undefined,
      refusal(2, 'cannot set maxTimeMS on getMore command for a non-awaitData cursor'),
    ),
  },
  ({ collection, batchSize }, { target, database }, store) =>
    store.cursors.next(cursorId(target), `${database}.${collection}`, batchSize || noLimit),
)

export const killCursors: Command = collectionCommand({ cursors: anything }, ({ cursors }, _call, store) => {
  if (!Array.isArray(cursors)) throw new CommandError(14, 'killCursors.cursors must be an array')
  const cursorsKilled = cursors.filter((id) => store.cursors.close(cursorId(id)))
  const cursorsNotFound = cursors.filter((id) => !cursorsKilled.includes(id))
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
})

function cursorId(value: BsonValue): bigint {
  if (value instanceof Long) return value.toBigInt()
  const number = asNumber(value)
  if (!Number.isSafeInteger(number)) throw new CommandError(14, 'a cursor id must be a long')
  return BigInt(number as number)
}
