import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'

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

    findMany(ids: string[]): Promise<Entry[]> {
      return entries.find({ _id: { $in: ids } }).toArray()
    },

    /** Follows the `n`-th run of an entry; writing it again, or after a later one, changes nothing. */
    async follow(
      entry: Pick<Entry, '_id' | 'journeyId' | 'customerId' | 'key'>,
      run: { id: string; n: number; startedAt: Date; cause: string },
    ): Promise<void> {
      const { _id, ...fields } = entry
      const born = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
      try {
        await entries.updateOne(
          { _id, count: { $lt: run.n } } as Filter<Entry>,
          {
            $set: { count: run.n, lastEnteredAt: run.startedAt, lastRunId: run.id },
            $push: { causes: { $each: [run.cause], $slice: -keptCauses } },
            $setOnInsert: born as never,
          },
          { upsert: true },
        )
      } catch (error) {
        // The upsert meets an entry that already follows this run or a later one.
        if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error
      }
    },
  }
}
