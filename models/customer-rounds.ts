import type { Collection, Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import { unlessPresent } from './duplicates.ts'

/** A round over everybody, under way. */
export interface Round {
  /** When it began; whenever it goes on, it goes by this. */
  at: Date
  /** The last customer it has dealt with, by id. */
  after: string
}

/** The one document of a kind of round. */
export interface RoundDocument<Running extends Round> {
  _id: 'customers'
  /** When the last one began; before the first, when it was first asked for. */
  lastAt: Date
  running?: Running
}

/**
 * One kind of round over all customers, page by page: at most one is under way, and whichever process goes on with it finds how far
 * it is. `rounds` holds its one document.
 */
export function createCustomerRounds<Running extends Round, Kept extends RoundDocument<Running>>(
  connection: Connection,
  rounds: Collection<Kept>,
) {
  const customers = hotPathOf(connection, customerSchema)
  const that = (more: object = {}): Filter<Kept> => ({ _id: 'customers', ...more }) as Filter<Kept>
  const change = async (when: object, to: object): Promise<boolean> =>
    (await rounds.updateOne(that(when), to as UpdateFilter<Kept>)).modifiedCount === 1
  const find = async () => (await rounds.findOne(that())) as Kept | null

  async function known(now: Date): Promise<Pick<RoundDocument<Running>, 'lastAt' | 'running'>> {
    const found = await find()
    if (found !== null) return found
    const fresh = { _id: 'customers', lastAt: now } as Parameters<typeof rounds.insertOne>[0]
    await unlessPresent(rounds.insertOne(fresh))
    return (await find()) ?? { lastAt: now }
  }

  return {
    known,
    find,
    /** False when one is under way already. */
    async begin(first: Running): Promise<boolean> {
      await known(first.at)
      return change({ running: { $exists: false } }, { $set: { running: first } })
    },
    /** Notes a page that was dealt with, once: false when another process had noted it. */
    goneThrough: (before: Running, running: Running): Promise<boolean> =>
      change({ 'running.at': before.at, 'running.after': before.after }, { $set: { running } }),
    /** Of the round that began then; `more` is kept of it. */
    end: (at: Date, more: Partial<Kept>): Promise<boolean> =>
      change({ 'running.at': at }, { $set: { ...more, lastAt: at }, $unset: { running: '' } }),
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
