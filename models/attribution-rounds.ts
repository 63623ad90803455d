import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, partOf, text } from './collection.ts'
import { createCustomerRounds, type Round, type RoundDocument } from './customer-rounds.ts'

/** A recount under way: by which rules, and what it has found so far. */
export interface AttributionRecount extends Round {
  rules: string
  orders: number
  differing: number
}

export interface AttributionReport {
  at: Date
  endedAt: Date
  orders: number
  /** Orders of which something else was kept than their records say. */
  differing: number
}

interface Kept extends RoundDocument<AttributionRecount> {
  /** The rules of the last one that came to its end. */
  rules?: string
  report?: AttributionReport
}

const counts = { orders: number, differing: number }
const schema = collectionOf<Kept>('attributionRounds', {
  _id: text,
  lastAt: date,
  running: partOf<AttributionRecount>({ at: date, after: text, rules: text, ...counts }),
  rules: String,
  report: partOf<AttributionReport>({ at: date, endedAt: date, ...counts }),
})

export type AttributionRoundStore = ReturnType<typeof createAttributionRoundStore>

/** How far the orders of everybody are recounted, and what the last recount found. */
export function createAttributionRoundStore(connection: Connection) {
  const rounds = createCustomerRounds<AttributionRecount, Kept>(connection, hotPathOf(connection, schema))
  const { known, goneThrough, page, find } = rounds
  return {
    ...{ known, goneThrough, page },
    /** The rules everything was last worked out by, and what that recount found; nothing before the first. */
    async last(): Promise<Pick<Kept, 'rules' | 'report'>> {
      return (await find()) ?? {}
    },
    /** False when one is under way already. */
    begin: (at: Date, rules: string): Promise<boolean> =>
      rounds.begin({ ...{ at, after: '', rules }, orders: 0, differing: 0 }),
    end: ({ at, rules, orders, differing }: AttributionRecount, endedAt: Date): Promise<boolean> =>
      rounds.end(at, { rules, report: { at, endedAt, orders, differing } }),
  }
}
