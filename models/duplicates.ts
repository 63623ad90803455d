import {
  type Collection,
  MongoBulkWriteError,
  MongoServerError,
  type OptionalUnlessRequiredId,
} from 'mongodb'

const duplicateKey = 11000

/**
 * Waits for a write that inserts: true when it did, false when something of that `_id` is there already. Of several
 * writes in one, false when at least one was refused for that, and none for anything else.
 */
export async function unlessPresent(write: PromiseLike<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (duplicatesIn(error) === null) throw error
    return false
  }
}

/** Inserts those that are not there yet; the ids of which it did. */
export async function insertNew<T extends { _id: string }>(
  collection: Collection<T>,
  documents: T[],
): Promise<Set<string>> {
  if (documents.length === 0) return new Set()
  let refused = new Set<number>()
  try {
    await collection.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })
  } catch (error) {
    const duplicates = duplicatesIn(error)
    if (duplicates === null) throw error
    refused = new Set(duplicates)
  }
  return new Set(documents.filter((_, index) => !refused.has(index)).map(({ _id }) => _id))
}

/** The positions of the writes that met something there already; null when the fault is, or holds, any other. */
function duplicatesIn(error: unknown): number[] | null {
  if (!(error instanceof MongoServerError)) return null
  if (!(error instanceof MongoBulkWriteError)) return error.code === duplicateKey ? [0] : null
  const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  const only = faults.length > 0 && faults.every(({ code }) => code === duplicateKey)
  return only ? faults.map(({ index }) => index) : null
}
