import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { customerSchema } from './customer.ts'

/** What the scores of one buyer are worked out of. */
export interface BuyerFigures {
  lastOrderAt: Date
  occasions365: number
  spend365Fen: number
}

const pageSize = 2_000

/** Everybody who has bought, test accounts left out, a page at a time. */
export function createBuyerReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)

  return async function* buyers(): AsyncGenerator<BuyerFigures[]> {
    for (let after = ''; ; ) {
      const page = await customers
        .find(
          { _id: { $gt: after }, isTest: { $ne: true }, mergedInto: { $exists: false } },
          { projection: { 'traits.lastOrderAt': 1, 'traits.occasions365': 1, 'traits.spend365Fen': 1 } },
        )
        .sort({ _id: 1 })
        .limit(pageSize)
        .toArray()
      const last = page.at(-1)
      if (last === undefined) return
      yield page.flatMap(({ traits: { lastOrderAt, occasions365 = 0, spend365Fen = 0 } }) =>
        lastOrderAt instanceof Date
          ? [{ lastOrderAt, occasions365: Number(occasions365), spend365Fen: Number(spend365Fen) }]
          : [],
      )
      after = last._id
    }
  }
}
