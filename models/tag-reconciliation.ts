import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What a reconciliation has found so far. */
export interface TagFindings {
  /** Pairs that were looked at. */
  pairs: number
  /** Customers whose tags here were other than their pairs say, and are as they say now. */
  changedHere: number
  /** Customers whose pairs lacked something of ours, and get it. */
  changedThere: number
  /** Pairs nobody here knows of: that is for the synchronisation of contacts. */
  unknown: number
}

/** A reconciliation under way. */
export interface TagReconciling extends TagFindings {
  /** When it began. */
  at: Date
  /** The last member who was dealt with; empty = nobody. */
  after: string
}

export interface TagReport extends TagFindings {
  at: Date
  endedAt: Date
}

interface TagReconciliation {
  /** The corp. */
  _id: string
  /** When the last one began; before the first, when it was first asked for. */
  lastAt: Date
  running?: TagReconciling
  report?: TagReport
}

const findings = { pairs: number, changedHere: number, changedThere: number, unknown: number }
const schema = collectionOf<TagReconciliation>('tagReconciliations', {
  _id: text,
  lastAt: date,
  running: partOf<TagReconciling>({ at: date, after: text, ...findings }),
  report: partOf<TagReport>({ at: date, endedAt: date, ...findings }),
})

export type TagReconciliationStore = ReturnType<typeof createTagReconciliationStore>

/** How far the tags of everybody are compared with WeCom's, and what the last comparison found. */
export function createTagReconciliationStore(connection: Connection) {
  const all = hotPathOf(connection, schema)

  async function known(corp: string, now: Date): Promise<Omit<TagReconciliation, '_id'>> {
    const found = await all.findOne({ _id: corp })
    if (found !== null) return found
    await unlessPresent(all.insertOne({ _id: corp, lastAt: now }))
    return (await all.findOne({ _id: corp })) ?? { lastAt: now }
  }

  return {
    known,
    /** False when one is under way already. */
    async begin(corp: string, at: Date): Promise<boolean> {
      await known(corp, at)
      const running = { at, after: '', pairs: 0, changedHere: 0, changedThere: 0, unknown: 0 }
      const begun = await all.updateOne({ _id: corp, running: { $exists: false } }, { $set: { running } })
      return begun.modifiedCount === 1
    },
    /** Notes a member who was dealt with, once: false when another process had noted it. */
    async goneThrough(corp: string, before: TagReconciling, running: TagReconciling): Promise<boolean> {
      const noted = await all.updateOne(
        { _id: corp, 'running.at': before.at, 'running.after': before.after },
        { $set: { running } },
      )
      return noted.modifiedCount === 1
    },
    /** What was found by whoever read everybody for another reason. */
    async report(corp: string, report: TagReport): Promise<void> {
      await known(corp, report.at)
      await all.updateOne({ _id: corp }, { $set: { report } })
    },
    async end(corp: string, { after: _, ...report }: TagReconciling, endedAt: Date): Promise<void> {
      await all.updateOne(
        { _id: corp, 'running.at': report.at },
        { $set: { lastAt: report.at, report: { ...report, endedAt } }, $unset: { running: '' } },
      )
    },
  }
}
