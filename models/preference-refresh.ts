import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, partOf, text } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import { unlessPresent } from './duplicates.ts'

/** A refresh under way. */
export interface Refreshing {
  /** When it began: its windows end with the day before, whenever it goes on. */
  at: Date
  /** The last customer it has dealt with. */
  after: string
}

/** One document: how far preferences are refreshed. */
interface PreferenceRefresh {
  _id: 'customers'
  /** When the last one began; before the first, when it was first asked for. */
  lastAt: Date
  running?: Refreshing
}

const schema = collectionOf<PreferenceRefresh>('preferenceRefresh', {
  _id: text,
  lastAt: date,
  running: partOf<Refreshing>({ at: date, after: text }),
})

const one = { _id: 'customers' } as const

export type PreferenceRefreshStore = ReturnType<typeof createPreferenceRefreshStore>

/** How far everybody's preferences are refreshed, and the people themselves by pages. */
export function createPreferenceRefreshStore(connection: Connection) {
  const refreshes = hotPathOf(connection, schema)
  const customers = hotPathOf(connection, customerSchema)

  async function known(now: Date): Promise<Omit<PreferenceRefresh, '_id'>> {
    const found = await refreshes.findOne(one)
    if (found !== null) return found
    await unlessPresent(refreshes.insertOne({ ...one, lastAt: now }))
    return (await refreshes.findOne(one)) ?? { lastAt: now }
  }

  return {
    known,
    /** False when one is under way already. */
    async begin(at: Date): Promise<boolean> {
      await known(at)
      const begun = await refreshes.updateOne(
        { ...one, running: { $exists: false } },
        { $set: { running: { at, after: '' } } },
      )
      return begun.modifiedCount === 1
    },
    /** Never goes back to an earlier customer. */
    async goneThrough(at: Date, after: string): Promise<void> {
      await refreshes.updateOne({ ...one, 'running.at': at }, { $max: { 'running.after': after } })
    },
    async end(at: Date): Promise<void> {
      await refreshes.updateOne(
        { ...one, 'running.at': at },
        { $set: { lastAt: at }, $unset: { running: '' } },
      )
    },
    /** The next customers by id, without those who became somebody else. */
    page(after: string, limit: number): Promise<Customer[]> {
      return customers
        .find({ _id: { $gt: after }, mergedInto: { $exists: false } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },
  }
}
