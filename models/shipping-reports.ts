import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/**
 * `due` is to be reported, `reported` waits for its receipt, `received` is over, `refunded` and `failed` will not come to anything:
 * of the last somebody has to look at.
 */
export type ShippingStep = 'due' | 'reported' | 'received' | 'refunded' | 'failed'

/** What the platform has to be told of one paid order that was shipped. */
export interface ShippingReport {
  /** Number of the own order. */
  _id: string
  rev: number
  transactionId: string
  shippedAt: Date
  carrier?: string
  trackingNo?: string
  step: ShippingStep
  /** How often the present step was tried in vain. */
  tries: number
  /** When it is looked at again; absent = it is over. */
  dueAt?: Date
  /** The platform's last word against it. */
  code?: string
  /** When what the platform had been told was corrected: it takes one correction of a payment. */
  correctedAt?: Date
}

const schema = collectionOf<ShippingReport>('shippingReports', {
  _id: text,
  rev: number,
  transactionId: text,
  shippedAt: date,
  carrier: String,
  trackingNo: String,
  step: oneOf('due', 'reported', 'received', 'refunded', 'failed'),
  tries: number,
  dueAt: Date,
  code: String,
  correctedAt: Date,
})
schema.index({ dueAt: 1 })
schema.index({ transactionId: 1 })
schema.index({ step: 1 })

export type ShippingReportStore = ReturnType<typeof createShippingReportStore>

export function createShippingReportStore(connection: Connection) {
  const reports = hotPathOf(connection, schema)

  return {
    /** Whoever came first stands. */
    begin: (report: ShippingReport): Promise<boolean> => unlessPresent(reports.insertOne(report)),
    find: (no: string): Promise<ShippingReport | null> => reports.findOne({ _id: no }),
    ofTransaction: (transactionId: string): Promise<ShippingReport | null> =>
      reports.findOne({ transactionId }),
    /** Numbers of orders the platform could not be told of. */
    async failed(limit: number): Promise<string[]> {
      const found = await reports
        .find({ step: 'failed' }, { projection: { _id: 1 } })
        .limit(limit)
        .toArray()
      return found.map(({ _id }) => _id)
    },
    due(until: Date, limit: number): Promise<ShippingReport[]> {
      return reports
        .find({ dueAt: { $lte: until } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },
    async nextDueAt(): Promise<Date | null> {
      const [first] = await reports
        .find({ dueAt: { $gt: new Date(0) } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray()
      return first?.dueAt ?? null
    },
    /** The report as written, or null when somebody else wrote it since it was read. */
    async write(
      known: ShippingReport,
      next: Omit<ShippingReport, '_id' | 'rev'>,
    ): Promise<ShippingReport | null> {
      const { _id, rev } = known
      const written = { ...next, _id, rev: rev + 1 }
      const { matchedCount } = await reports.replaceOne({ _id, rev }, written)
      return matchedCount === 1 ? written : null
    },
  }
}
