import type { Connection } from 'mongoose'

const pageSize = 500

/** Walks a whole collection in pages by `_id`, so that nothing is ever held in memory at once. */
export async function* pages<T extends { _id: string }>(
  connection: Connection,
  collection: string,
  projection: Record<string, 1>,
): AsyncGenerator<T[]> {
  let after = ''
  for (;;) {
    const page = (await connection
      .collection(collection)
      .find({ _id: { $gt: after as never } }, { projection })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()) as unknown as T[]
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last._id
  }
}
