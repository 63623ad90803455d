import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { isOnlyDuplicates } from './duplicates.ts'

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

const keptCauses = 50

export type EntryStore = ReturnType<typeof createEntryStore>

export function createEntryStore(connection: Connection) {
  const entries = connection.db!.collection<Entry>('entries', { ignoreUndefined: true })

  return {
    async ensureIndexes(): Promise<void> {},

    async findMany(ids: string[]): Promise<Entry[]> {
      if (ids.length === 0) return []
      return entries.find({ _id: { $in: ids } }).toArray()
    },

    /** Follows the `n`-th run of each entry; writing it again, or after a later one, changes nothing. */
    async follow(begun: { entry: EntryKey; n: number; run: EntryRun }[]): Promise<void> {
      if (begun.length === 0) return
      try {
        await entries.bulkWrite(begun.map(asUpsert), { ordered: false })
      } catch (error) {
        // The upsert meets an entry that already follows this run or a later one.
        if (!isOnlyDuplicates(error)) throw error
      }
    },
  }
}

type EntryKey = Pick<Entry, '_id' | 'journeyId' | 'customerId' | 'key'>
type EntryRun = { _id: string; startedAt: Date; cause: string }

function asUpsert({ entry, n, run }: { entry: EntryKey; n: number; run: EntryRun }) {
  const { _id, ...fields } = entry
  const born = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return {
    updateOne: {
      filter: { _id, count: { $lt: n } } as Filter<Entry>,
      update: {
        $set: { count: n, lastEnteredAt: run.startedAt, lastRunId: run._id },
        $push: { causes: { $each: [run.cause], $slice: -keptCauses } },
        $setOnInsert: born as never,
      },
      upsert: true,
    },
  }
}
