import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, mixed, number, text } from './collection.ts'
import type { FigureSource } from './counted.ts'
import { hourKey } from './hour-marks.ts'

/** What records have in common that a row counts. A dimension nothing is known of is absent. */
export type RowDims = Readonly<Record<string, string>>

export interface RollupRow {
  dims: RowDims
  /** Records. */
  count: number
  /** What they come to together: fen, segments, opens, as the metric says. */
  sum?: number
}

/** Rows of one metric in one hour; `_id` = `<hour>:<source>:<token>:<metric>:<part>`. */
export interface RollupPart {
  _id: string
  hour: Date
  source: FigureSource
  metric: string
  /** Of the count they belong to: only those the hour names count. */
  token: string
  /** Of that count, to tell what came before. */
  rev: number
  rows: RollupRow[]
}

const schema = collectionOf<RollupPart>('rollups', {
  _id: text,
  hour: date,
  source: text,
  metric: text,
  token: text,
  rev: number,
  rows: mixed,
})
schema.index({ metric: 1, hour: 1 })

/** Rows in one document: some hundred kilobytes. */
const mostRows = 2_000

/** One count of one hour. */
export interface CountOfHour {
  hour: Date
  source: FigureSource
  token: string
  rev: number
}

export type RollupStore = ReturnType<typeof createRollupStore>

/** The rows of all hours. Whether they count is said by the hour (`rollup-hours.ts`), in one write for all of them. */
export function createRollupStore(connection: Connection) {
  const parts = hotPathOf(connection, schema)
  const ofHour = (hour: Date, source: FigureSource) => {
    const key = hourKey(hour, source)
    return { $gt: `${key}:`, $lt: `${key};` }
  }

  return {
    /** Writes the rows of a count, which count nowhere yet; how many documents each metric has. */
    async write(
      count: CountOfHour,
      byMetric: ReadonlyMap<string, RollupRow[]>,
    ): Promise<Record<string, number>> {
      const documents: RollupPart[] = []
      const sizes: Record<string, number> = {}
      for (const [metric, rows] of byMetric) {
        for (let from = 0; from < rows.length; from += mostRows) {
          const part = from / mostRows
          sizes[metric] = part + 1
          const _id = `${hourKey(count.hour, count.source)}:${count.token}:${metric}:${part}`
          documents.push({ _id, ...count, metric, rows: rows.slice(from, from + mostRows) })
        }
      }
      if (documents.length > 0) await parts.insertMany(documents, { ordered: false })
      return sizes
    },
    /** Takes away what counts of this hour before `kept` have left, and those that lost against it. */
    async clear({ hour, source, token, rev }: CountOfHour): Promise<void> {
      await parts.deleteMany({ _id: ofHour(hour, source), rev: { $lte: rev }, token: { $ne: token } })
    },
    /** Takes away the rows of a count that came too late. */
    async drop({ hour, source, token }: CountOfHour): Promise<void> {
      await parts.deleteMany({ _id: ofHour(hour, source), token })
    },
    /** Rows of one hour under one token, by metric. */
    ofCount(hour: Date, source: FigureSource, token: string): Promise<RollupPart[]> {
      const begin = `${hourKey(hour, source)}:${token}`
      return parts.find({ _id: { $gt: `${begin}:`, $lt: `${begin};` } }).toArray()
    },
    /** All there is of these metrics in [from, to), leavings included. */
    between(metrics: readonly string[], from: Date, to: Date): Promise<RollupPart[]> {
      return parts.find({ metric: { $in: [...metrics] }, hour: { $gte: from, $lt: to } }).toArray()
    },
  }
}
