import type { Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** An hour of which something else was kept than what its records say. */
export interface HourDifference {
  hour: Date
  source: string
  /** Metrics that differed. */
  metrics: string[]
}

interface Findings {
  /** Hours that were counted anew, of each source. */
  checked: number
  differing: number
  /** The first of them by name. */
  differences: HourDifference[]
}

/** A recount under way. */
export interface Recounting extends Findings {
  at: Date
  /** The next hour to be looked at, and where it ends. */
  next: Date
  until: Date
}

export interface RecountReport extends Findings {
  at: Date
  endedAt: Date
}

interface RecountDocument {
  _id: 'figures'
  /** When the last one began; before the first, when it was first asked for. */
  lastAt: Date
  running?: Recounting
  /** Of the last one that came to its end. */
  report?: RecountReport
}

const findings = {
  checked: number,
  differing: number,
  differences: listOf(partOf<HourDifference>({ hour: date, source: text, metrics: listOf(String) })),
}
const schema = collectionOf<RecountDocument>('recounts', {
  _id: text,
  lastAt: date,
  running: partOf<Recounting>({ at: date, next: date, until: date, ...findings }),
  report: partOf<RecountReport>({ at: date, endedAt: date, ...findings }),
})

export type RecountStore = ReturnType<typeof createRecountStore>

/** How far figures are counted anew, and what the last recount found. */
export function createRecountStore(connection: Connection) {
  const recounts = hotPathOf(connection, schema)
  const change = async (when: object, to: UpdateFilter<RecountDocument>): Promise<boolean> => {
    const that = { _id: 'figures' as const, ...when } as Filter<RecountDocument>
    return (await recounts.updateOne(that, to)).modifiedCount === 1
  }
  const find = (): Promise<RecountDocument | null> => recounts.findOne({ _id: 'figures' })

  async function known(now: Date): Promise<Pick<RecountDocument, 'lastAt' | 'running'>> {
    const found = await find()
    if (found !== null) return found
    await unlessPresent(recounts.insertOne({ _id: 'figures', lastAt: now }))
    return (await find()) ?? { lastAt: now }
  }

  return {
    known,
    lastReport: async (): Promise<RecountReport | null> => (await find())?.report ?? null,
    /** False when one is under way already. */
    async begin(at: Date, from: Date, until: Date): Promise<boolean> {
      await known(at)
      const running = { at, next: from, until, checked: 0, differing: 0, differences: [] }
      return change({ running: { $exists: false } }, { $set: { running } })
    },
    /** Notes hours that were looked at, once: false when another process had noted them. */
    goneThrough: (before: Recounting, running: Recounting): Promise<boolean> =>
      change({ 'running.at': before.at, 'running.next': before.next }, { $set: { running } }),
    end({ next: _, until: __, ...report }: Recounting, endedAt: Date): Promise<boolean> {
      const set = { report: { ...report, endedAt }, lastAt: report.at }
      return change({ 'running.at': report.at }, { $set: set, $unset: { running: '' } })
    },
  }
}
