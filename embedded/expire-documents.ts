import { changeAll } from './commands/change-all.ts'
import type { Store } from './commands/command.ts'
import { parseFilter } from './query/filter.ts'

/**
 * Deletes what TTL indexes say is over at `now`, in small writes. Only dates count, and of several in an array the
 * earliest, which is what "some element is not after the limit" comes to. Resolves with how many were deleted.
 */
export async function expireDocuments(store: Store, now: Date): Promise<number> {
  let expired = 0
  for (const collection of store.catalog.list()) {
    for (const { fields, expireAfterSeconds, ready } of collection.indexes) {
      if (expireAfterSeconds === undefined || !ready) continue
      const limit = new Date(now.getTime() - expireAfterSeconds * 1000)
      const over = parseFilter({ [fields[0]!.path]: { $lte: limit } })
      await changeAll(store, collection, over, (match) => {
        store.records.remove(collection, match)
        expired++
      })
    }
  }
  return expired
}
