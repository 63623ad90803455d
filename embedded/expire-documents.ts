import { changeAll } from './commands/change-all.ts'
import type { Store } from './commands/command.ts'
import { parseFilter } from './query/filter.ts'

/**
 * Deletes what TTL indexes say is over at `now`, in small writes. Only dates count, and of several in an array the
 * earliest, which is what "some element is not after the limit" comes to. An index that fails keeps back no other; they
 * are told together at the end, by throwing.
 */
export async function expireDocuments(store: Store, now: Date): Promise<void> {
  const failed: string[] = []
  for (const collection of store.catalog.list()) {
    for (const { name, fields, expireAfterSeconds, ready } of collection.indexes) {
      if (expireAfterSeconds === undefined || !ready) continue
      try {
        const limit = new Date(now.getTime() - expireAfterSeconds * 1000)
        const over = parseFilter({ [fields[0]!.path]: { $lte: limit } })
        await changeAll(store, collection, over, (match) => store.records.remove(collection, match))
      } catch (error) {
        failed.push(`${collection.namespace} ${name}: ${String(error)}`)
      }
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '))
}
