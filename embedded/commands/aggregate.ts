import { connect, parseStage, type Stage } from '../aggregate/pipeline.ts'
import { type BsonDocument, encode, isDocument } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { parseFields } from '../query/sort.ts'
import type { IndexField } from '../store/index-keys.ts'
import type { Command } from './context.ts'
import { listSource } from './cursors.ts'
import { firstBatch, firstBatchSize } from './find.ts'
import { readFields, readReadConcern } from './request.ts'

const maxResultBytes = 100 * 1024 * 1024

export const aggregate: Command = async ({ name, fields, database, deadline }, store) => {
  const collectionName = fields.value('aggregate')
  if (typeof collectionName !== 'string') throw notSupported('aggregate without a collection')
  const pipeline = fields.documents('pipeline').map(parseStage)
  const cursor = fields.optionalDocument('cursor')
  readReadConcern(name, fields)
  fields.done()
  if (!cursor)
    throw new CommandError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    )
  const nested = readFields('aggregate.cursor', cursor)
  const batchSize = nested.count('batchSize') ?? firstBatchSize
  nested.done()

  // A leading $match (and a $sort right behind it) is served from an index.
  let rest = pipeline
  let matchSpec: BsonDocument = {}
  if (rest[0]?.name === '$match' && isDocument(rest[0].spec)) {
    matchSpec = rest[0].spec
    rest = rest.slice(1)
  }
  let sort: IndexField[] = []
  if (rest[0]?.name === '$sort' && isDocument(rest[0].spec)) {
    sort = parseFields('$sort', rest[0].spec)
    rest = rest.slice(1)
  }
  const results: Buffer[] = []
  let size = 0
  const stages: Stage[] = rest.map(({ create }) => create())
  const { push, end } = connect(stages, (document) => {
    const bytes = encode(document)
    size += bytes.length
    if (size > maxResultBytes) throw new CommandError(292, `aggregate results exceed ${maxResultBytes} bytes`)
    results.push(bytes)
    return true
  })
  const collection = store.catalog.find(database, collectionName)
  if (collection) {
    const query = { collection, filter: parseFilter(matchSpec), sort }
    await store.scans.each(query, ({ document }) => !push(document), deadline)
  }
  end()
  return firstBatch(store, `${database}.${collectionName}`, listSource(results), { batchSize })
}
