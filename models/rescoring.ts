import type { Connection } from 'mongoose'
import { collectionOf, hotPathOf, text } from './collection.ts'
import { customerSchema } from './customer.ts'

/** One document: what buyers were last scored by. */
interface Scoring {
  _id: 'buyers'
  /** A digest of the rules. */
  rules: string
}

const schema = collectionOf<Scoring>('scoring', { _id: text, rules: text })

/** How many are made due at a time. */
const batch = 2_000

export type RescoringStore = ReturnType<typeof createRescoringStore>

export function createRescoringStore(connection: Connection) {
  const scoring = hotPathOf(connection, schema)
  const customers = hotPathOf(connection, customerSchema)

  return {
    /** The rules everybody was last scored by; null before anybody was. */
    async scoredBy(): Promise<string | null> {
      return (await scoring.findOne({ _id: 'buyers' }))?.rules ?? null
    },
    async keepScoredBy(rules: string): Promise<void> {
      await scoring.updateOne({ _id: 'buyers' }, { $set: { rules } }, { upsert: true })
    },
    /** Has the sweep look at everybody with orders, as if time had changed something; how many these are. */
    async makeBuyersDue(): Promise<number> {
      let buyers = 0
      for (let after = ''; ; ) {
        const page = await customers
          .find({ _id: { $gt: after } }, { projection: { _id: 1, 'orders.id': 1, mergedInto: 1 } })
          .sort({ _id: 1 })
          .limit(batch)
          .toArray()
        const last = page.at(-1)
        if (last === undefined) return buyers
        const due = page.filter(
          ({ orders = [], mergedInto }) => orders.length > 0 && mergedInto === undefined,
        )
        const ids = due.map(({ _id }) => _id)
        if (ids.length > 0)
          await customers.updateMany(
            { _id: { $in: ids }, mergedInto: { $exists: false } },
            { $set: { refreshAt: new Date(0) } },
          )
        buyers += due.length
        after = last._id
      }
    },
  }
}
