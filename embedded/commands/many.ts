import { type BsonDocument, decode } from '../bson/value.ts'
import type { Filter } from '../query/filter.ts'
import type { Query } from '../query/scan.ts'
import type { Collection } from '../store/catalog.ts'
import type { StoredRecord } from '../store/records.ts'
import type { Store } from './context.ts'
import { sliceMs } from './writing.ts'

/**
 * The ids of all matching records. Collected before the first change, so that a document moving inside the index
 * being read is not changed twice.
 */
export async function collectIds(store: Store, query: Query): Promise<number[]> {
  const ids: number[] = []
  await store.scans.each(query, ({ id }) => {
    ids.push(id)
    return false
  })
  return ids
}

/** Calls `change` inside writes for each of the records that is still there and still matches. */
export async function inBatches(
  store: Store,
  collection: Collection,
  filter: Filter,
  ids: number[],
  change: (record: StoredRecord, document: BsonDocument) => void,
): Promise<void> {
  let at = 0
  while (at < ids.length) {
    await store.env.write(() => {
      const end = performance.now() + sliceMs
      for (; at < ids.length && performance.now() < end; at++) {
        const id = ids[at]!
        const bytes = store.records.get(collection, id)
        if (!bytes) continue
        const document = decode(bytes)
        if (filter.matches(document)) change({ id, bytes }, document)
      }
    })
  }
}
