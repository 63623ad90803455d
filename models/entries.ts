import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, number, text } from './collection.ts'
import { insertNew, unlessPresent } from './duplicates.ts'

/** How often somebody entered a journey; `_id` = `journeyId:customerId[:key]`. What re-entry is decided from. */
export interface Entry {
  _id: string
  journeyId: string
  customerId: string
  key?: string
  count: number
  lastEnteredAt: Date
  lastRunId: string
  /** Causes of the latest entries: a replayed cause enters nothing. */
  causes: string[]
}

export type EntryKey = Pick<Entry, '_id' | 'journeyId' | 'customerId' | 'key'>

/** The `n`-th time of an entry; its run is `entryId:n`. */
export interface NthEntry {
  entry: EntryKey
  n: number
}

const schema = collectionOf<Entry>('entries', {
  _id: text,
  journeyId: text,
  customerId: text,
  key: String,
  count: number,
  lastEnteredAt: date,
  lastRunId: text,
  causes: listOf(String),
})

export const keptCauses = 50

export type EntryStore = ReturnType<typeof createEntryStore>

export function createEntryStore(connection: Connection) {
  // Hot: a crowd enters by the hundred.
  const entries = hotPathOf(connection, schema)

  return {
    async findMany(ids: string[]): Promise<Entry[]> {
      if (ids.length === 0) return []
      return entries.find({ _id: { $in: ids } }).toArray()
    },

    /** Follows the `n`-th run of each entry; writing it again, or after a later one, changes nothing. */
    async follow(begun: (NthEntry & { run: EntryRun })[]): Promise<void> {
      // Most are the first of their kind. What is refused met an entry that already follows this run or a later one.
      await insertNew(entries, begun.filter(({ n }) => n === 1).map(asFirst))
      const later = begun.filter(({ n }) => n > 1)
      if (later.length > 0) await unlessPresent(entries.bulkWrite(later.map(asUpsert), { ordered: false }))
    },
  }
}

type EntryRun = { _id: string; startedAt: Date; cause: string }

const asFirst = ({ entry, run }: NthEntry & { run: EntryRun }): Entry => ({
  ...entry,
  count: 1,
  lastEnteredAt: run.startedAt,
  lastRunId: run._id,
  causes: [run.cause],
})

function asUpsert({ entry, n, run }: NthEntry & { run: EntryRun }) {
  const { _id, ...born } = entry
  return {
    updateOne: {
      filter: { _id, count: { $lt: n } },
      update: {
        $set: { count: n, lastEnteredAt: run.startedAt, lastRunId: run._id },
        $push: { causes: { $each: [run.cause], $slice: -keptCauses } },
        $setOnInsert: born,
      },
      upsert: true,
    },
  }
}
