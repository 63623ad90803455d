import type { Import, ImportStore } from '../../models/imports.ts'

/** Real time without a stretch done after which something must be in the way: the store takes no writes, or nobody works. */
const stillAfterMs = 120_000

/** Since when nothing went on with what is under way and waits for no other; null while it goes on. Kept in no store: that may be what is full. */
export async function stillSince(
  one: Import,
  { store, now }: { store: Pick<ImportStore, 'nextAtWork'>; now: Date },
): Promise<Date | null> {
  if (one.state !== 'checking' && one.state !== 'running') return null
  if (one.movedAt === undefined || now.getTime() - one.movedAt.getTime() < stillAfterMs) return null
  const next = await store.nextAtWork()
  return next === null || next._id === one._id ? one.movedAt : null
}
