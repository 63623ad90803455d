import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, number, partOf, text } from './collection.ts'
import { createCustomerRounds, type Round, type RoundDocument } from './customer-rounds.ts'

/** A customer of whom something else was kept than what their orders say. */
export interface TraitDifference {
  customerId: string
  /** Traits by name; `orders`, `tags` and `refreshAt` for what stands beside them. */
  fields: string[]
}

/** What a check has found so far, and put right. */
export interface TraitFindings {
  checked: number
  differing: number
  /** The first of them by name. */
  differences: TraitDifference[]
}

/** A check under way. */
export type TraitChecking = Round & TraitFindings

export interface TraitReport extends TraitFindings {
  at: Date
  endedAt: Date
}

interface TraitCheck extends RoundDocument<TraitChecking> {
  /** Of the last one that came to its end. */
  report?: TraitReport
}

const findings = {
  checked: number,
  differing: number,
  differences: listOf(partOf<TraitDifference>({ customerId: text, fields: listOf(String) })),
}
const schema = collectionOf<TraitCheck>('traitChecks', {
  _id: text,
  lastAt: date,
  running: partOf<TraitChecking>({ at: date, after: text, ...findings }),
  report: partOf<TraitReport>({ at: date, endedAt: date, ...findings }),
})

export type TraitCheckStore = ReturnType<typeof createTraitCheckStore>

/** How far everybody's traits are checked, and what the last check found. */
export function createTraitCheckStore(connection: Connection) {
  const rounds = createCustomerRounds<TraitChecking, TraitCheck>(connection, hotPathOf(connection, schema))
  const { known, goneThrough, page } = rounds
  return {
    ...{ known, goneThrough, page },
    /** What the last check found; null before there was one. */
    lastReport: async (): Promise<TraitReport | null> => (await rounds.find())?.report ?? null,
    /** False when one is under way already. */
    begin: (at: Date): Promise<boolean> =>
      rounds.begin({ at, after: '', checked: 0, differing: 0, differences: [] }),
    end: ({ after: _, ...report }: TraitChecking, endedAt: Date): Promise<boolean> =>
      rounds.end(report.at, { report: { ...report, endedAt } }),
  }
}
