import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, number, partOf, text } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import { unlessPresent } from './duplicates.ts'

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
export interface TraitChecking extends TraitFindings {
  /** When it began. */
  at: Date
  /** The last customer it has dealt with. */
  after: string
}

export interface TraitReport extends TraitFindings {
  at: Date
  endedAt: Date
}

/** One document: how far everybody's traits are checked, and what the last check found. */
interface TraitCheck {
  _id: 'customers'
  /** When the last one began; before the first, when it was first asked for. */
  lastAt: Date
  running?: TraitChecking
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

const one = { _id: 'customers' } as const

export type TraitCheckStore = ReturnType<typeof createTraitCheckStore>

/** How far everybody's traits are checked, and the people themselves by pages. */
export function createTraitCheckStore(connection: Connection) {
  const checks = hotPathOf(connection, schema)
  const customers = hotPathOf(connection, customerSchema)

  async function known(now: Date): Promise<Omit<TraitCheck, '_id'>> {
    const found = await checks.findOne(one)
    if (found !== null) return found
    await unlessPresent(checks.insertOne({ ...one, lastAt: now }))
    return (await checks.findOne(one)) ?? { lastAt: now }
  }

  return {
    known,
    /** What the last check found; null before there was one. */
    async lastReport(): Promise<TraitReport | null> {
      return (await checks.findOne(one))?.report ?? null
    },
    /** False when one is under way already. */
    async begin(at: Date): Promise<boolean> {
      await known(at)
      const begun = await checks.updateOne(
        { ...one, running: { $exists: false } },
        { $set: { running: { at, after: '', checked: 0, differing: 0, differences: [] } } },
      )
      return begun.modifiedCount === 1
    },
    /** Notes a page that was dealt with, once: false when another process had noted it. */
    async goneThrough(before: TraitChecking, running: TraitChecking): Promise<boolean> {
      const noted = await checks.updateOne(
        { ...one, 'running.at': before.at, 'running.after': before.after },
        { $set: { running } },
      )
      return noted.modifiedCount === 1
    },
    async end({ after: _, ...report }: TraitChecking, endedAt: Date): Promise<void> {
      await checks.updateOne(
        { ...one, 'running.at': report.at },
        { $set: { lastAt: report.at, report: { ...report, endedAt } }, $unset: { running: '' } },
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
