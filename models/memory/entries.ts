import { type Entry, type EntryStore, keptCauses } from '../entries.ts'

/** Entries in memory, for simulations: the same answers as the store. */
export function createMemoryEntries(entries: Map<string, Entry> = new Map()): EntryStore {
  return {
    findMany: async (ids) => ids.flatMap((id) => entries.get(id) ?? []),
    async follow(begun) {
      for (const { entry, n, run } of begun) {
        const known = entries.get(entry._id)
        if (known !== undefined && known.count >= n) continue
        entries.set(entry._id, {
          ...entry,
          ...known,
          count: n,
          lastEnteredAt: run.startedAt,
          lastRunId: run._id,
          causes: [...(known?.causes ?? []), run.cause].slice(-keptCauses),
        })
      }
    },
  }
}
