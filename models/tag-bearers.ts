import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

/** Who carries a tag, in pages by id. */
export function createTagBearerReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)

  return {
    withTag(tag: string, after: string, limit: number): Promise<Pick<Customer, '_id'>[]> {
      return customers
        .find({ 'tags.name': tag, _id: { $gt: after } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },
  }
}
