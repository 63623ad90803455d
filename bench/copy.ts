import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb'

const page = 1_000

/** Inserts one document per id, a page at a time. */
export async function copyOf<T extends Document>(
  collection: Collection<T>,
  ids: string[],
  make: (id: string) => T,
): Promise<void> {
  for (let from = 0; from < ids.length; from += page) {
    const documents = ids.slice(from, from + page).map(make)
    await collection.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })
  }
}
