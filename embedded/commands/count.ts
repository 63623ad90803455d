import { parseFilter } from '../query/filter.ts'
import type { Command } from './context.ts'
import { readReadConcern } from './request.ts'

export const count: Command = async ({ name, fields, database, deadline }, store) => {
  const collectionName = fields.text('count')
  const filter = parseFilter(fields.optionalDocument('query') ?? {})
  const skip = fields.count('skip') ?? 0
  const limit = fields.count('limit') || Number.POSITIVE_INFINITY
  readReadConcern(name, fields)
  fields.done()
  const collection = store.catalog.find(database, collectionName)
  if (!collection) return { n: 0, ok: 1 }
  let matching = filter.empty ? collection.count : 0
  if (!filter.empty) {
    const visitor = (): boolean => {
      matching++
      return matching >= skip + limit
    }
    await store.scans.each({ collection, filter, sort: [] }, visitor, deadline)
  }
  return { n: Math.min(limit, Math.max(0, matching - skip)), ok: 1 }
}
