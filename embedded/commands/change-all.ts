import { decodeStored } from '../bson/storable.ts'
import { CommandError } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { checkDeadline, type Match } from '../query/scan.ts'
import type { Collection } from '../store/catalog.ts'
import type { Store } from './command.ts'

/** How long one command may hold the event loop inside a write before it lets others in. */
export const sliceMs = 20

/**
 * Calls `change` inside writes for every match. The matches are collected before the first change, so that a document
 * moving inside the index being read is not changed twice, and each is then tested again. Resolves with how many were
 * collected; throws 175 when the collection is dropped meanwhile, 50 past the deadline, with a part done.
 */
export async function changeAll(
  store: Store,
  collection: Collection,
  filter: Filter,
  change: (match: Match) => void,
  deadline?: number,
): Promise<number> {
  const ids: number[] = []
  await store.scans.open({ collection, filter, sort: [] })(({ id }) => {
    ids.push(id)
    return false
  }, deadline)
  let at = 0
  while (at < ids.length) {
    await store.env.write(() => {
      checkDeadline(deadline)
      if (collection.dropped) throw new CommandError(175, 'query plan killed: its collection was dropped')
      const end = performance.now() + sliceMs
      for (; at < ids.length && performance.now() < end; at++) {
        const id = ids[at]!
        const bytes = store.records.get(collection, id)
        if (!bytes) continue
        const document = decodeStored(bytes)
        if (filter.matches(document)) change({ id, bytes, document })
      }
    })
  }
  return ids.length
}
