import { encode } from '../bson/value.ts'
import { parseFilter } from '../query/filter.ts'
import { parseProjection } from '../query/projection.ts'
import { createSorter, type Match, type Query, runInSlices, type Scans } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import { EncodedBatch } from '../wire/message.ts'
import type { Command, Store } from './context.ts'
import { listSource, type Source } from './cursors.ts'
import { readReadConcern } from './request.ts'

export const firstBatchSize = 101
export const batchBytes = 16 * 1024 * 1024

/** `find` with filter, projection, sort, skip, limit, batchSize and singleBatch. */
export const find: Command = async ({ name, fields, database, deadline }, store) => {
  const collectionName = fields.text('find')
  const filter = parseFilter(fields.optionalDocument('filter') ?? {})
  const projection = parseProjection(fields.optionalDocument('projection') ?? {})
  const sort = parseFields('sort', fields.optionalDocument('sort') ?? {})
  const skip = fields.count('skip') ?? 0
  const limit = fields.count('limit') || Number.POSITIVE_INFINITY
  const batchSize = fields.count('batchSize') ?? firstBatchSize
  const single = fields.flag('singleBatch') ?? false
  readReadConcern(name, fields)
  fields.done()
  const namespace = `${database}.${collectionName}`
  const collection = store.catalog.find(database, collectionName)
  if (!collection) return new EncodedBatch('firstBatch', [], 0n, namespace)
  const toBytes = (match: Match): Buffer => (projection ? encode(projection(match.document)) : match.bytes)
  const source = await openSource(
    store.scans,
    { collection, filter, sort },
    { skip, limit, toBytes, deadline },
  )
  return firstBatch(store, namespace, source, { batchSize, single })
}

/** The first batch of a cursor, which is opened only if something is left. */
export async function firstBatch(
  store: Store,
  namespace: string,
  source: Source,
  { batchSize, single = false }: { batchSize: number; single?: boolean },
): Promise<EncodedBatch> {
  const { documents, more } = await source.next(batchSize, batchBytes)
  const id = more && !single ? store.cursors.open(namespace, source) : 0n
  return new EncodedBatch('firstBatch', documents, id, namespace)
}

interface Window {
  skip: number
  limit: number
  toBytes(match: Match): Buffer
  deadline: number | undefined
}

async function openSource(
  scans: Scans,
  query: Query,
  { skip, limit, toBytes, deadline }: Window,
): Promise<Source> {
  const plan = scans.plan(query)
  const scan = scans.start(query, plan)
  if (!plan.sorted) {
    const sorter = createSorter(query.sort)
    await runInSlices(scan, (match) => sorter.add(match), deadline)
    return listSource(
      sorter
        .sorted()
        .slice(skip, skip + limit)
        .map(toBytes),
    )
  }
  let toSkip = skip
  let left = limit
  let ahead: Buffer | undefined
  // maxTimeMS covers the work of the find itself, not the time a client takes between batches.
  let until = deadline
  return {
    // Reads one document ahead, so that a cursor is never left open with nothing behind it.
    async next(count, maxBytes) {
      const documents: Buffer[] = []
      let size = 0
      if (ahead && count > 0) {
        documents.push(ahead)
        size = ahead.length
        ahead = undefined
      }
      if (left > 0 && !ahead) {
        await runInSlices(
          scan,
          (match) => {
            if (toSkip > 0) {
              toSkip--
              return false
            }
            const bytes = toBytes(match)
            left--
            if (documents.length >= count || (size > 0 && size + bytes.length > maxBytes)) {
              ahead = bytes
              return true
            }
            documents.push(bytes)
            size += bytes.length
            return left === 0
          },
          until,
        )
      }
      until = undefined
      return { documents, more: ahead !== undefined }
    },
  }
}
