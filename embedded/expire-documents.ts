import type { Store } from './commands/context.ts'
import { parseFilter } from './query/filter.ts'
import type { Match } from './query/scan.ts'
import type { Collection, Index } from './store/catalog.ts'

const perWrite = 200

/**
 * Deletes what TTL indexes say is over at `now`, in small writes. Only dates count, and of several in an array the
 * earliest, which is what "some element is not after the limit" comes to. Resolves with how many were deleted.
 */
export async function expireDocuments(store: Store, now: Date): Promise<number> {
  let expired = 0
  for (const collection of store.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined || !index.ready) continue
      let last: number
      do {
        last = await store.env.write(() => expireSome(store, collection, index, now))
        expired += last
      } while (last === perWrite)
    }
  }
  return expired
}

function expireSome({ scans, records }: Store, collection: Collection, index: Index, now: Date): number {
  const limit = new Date(now.getTime() - index.expireAfterSeconds! * 1000)
  const filter = parseFilter({ [index.fields[0]!.path]: { $lte: limit } })
  const query = { collection, filter, sort: [] }
  // Collected first: deleting under the feet of a scan is not for lmdb.
  const over: Match[] = []
  const scan = scans.start(query, scans.plan(query))
  scan.run(Number.POSITIVE_INFINITY, (match) => over.push(match) === perWrite)
  for (const match of over) records.remove(collection, match)
  return over.length
}
