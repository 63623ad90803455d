import type { Connection, Schema } from 'mongoose'
import { hotPathOf } from './collection.ts'

const pageSize = 500

/** Walks a whole collection in pages by `_id`, so that nothing is ever held in memory at once. */
export async function* pages<T extends { _id: string }>(
  connection: Connection,
  schema: Schema<T>,
  fields: Partial<Record<keyof T, 1>>,
): AsyncGenerator<T[]> {
  // Hot: it reads everything there is.
  const collection = hotPathOf(connection, schema)
  let after = ''
  for (;;) {
    const page = (await collection
      .find({ _id: { $gt: after } } as object, { projection: fields })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()) as T[]
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last._id
  }
}
