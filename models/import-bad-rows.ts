import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, mixed, number, text } from './collection.ts'
import { insertNew } from './duplicates.ts'

/** A row that was not taken, and why. What stands in it is in the file alone. */
export interface ImportBadRow {
  /** `<import>:<row>`. */
  _id: string
  import: string
  row: number
  faults: { code: string; column?: string }[]
  /** Read by the store's TTL monitor. */
  expiresAt: Date
}

const schema = collectionOf<ImportBadRow>('importBadRows', {
  _id: text,
  import: text,
  row: number,
  faults: mixed,
  expiresAt: date,
})
schema.index({ import: 1, row: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type ImportBadRowStore = ReturnType<typeof createImportBadRowStore>

/** Rows that were not taken. */
export function createImportBadRowStore(connection: Connection) {
  const rows = hotPathOf(connection, schema)

  return {
    /** Those that are not noted yet. */
    async note(bad: ImportBadRow[]): Promise<void> {
      await insertNew(rows, bad)
    },
    page(id: string, afterRow: number, limit: number): Promise<ImportBadRow[]> {
      return rows
        .find({ import: id, row: { $gt: afterRow } })
        .sort({ row: 1 })
        .limit(limit)
        .toArray()
    },
    async remove(id: string): Promise<void> {
      await rows.deleteMany({ import: id })
    },
  }
}
