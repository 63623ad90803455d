import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, text } from './collection.ts'
import { insertNew } from './duplicates.ts'
import { type Sealed, sealed } from './sealed.ts'

/** A row that waits for the others it belongs to, further down in its file. */
export interface ImportHeldRow {
  /** `<import>:<row>`. */
  _id: string
  import: string
  row: number
  /** What it has in common with the others. */
  group: number
  /** Its cells. */
  sealed: Sealed
  /** Read by the store's TTL monitor. */
  expiresAt: Date
}

const schema = collectionOf<ImportHeldRow>('importHeldRows', {
  _id: text,
  import: text,
  row: number,
  group: number,
  sealed,
  expiresAt: date,
})
schema.index({ import: 1, group: 1, row: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type ImportHeldRowStore = ReturnType<typeof createImportHeldRowStore>

/** Rows that wait for others of their file. */
export function createImportHeldRowStore(connection: Connection) {
  const rows = hotPathOf(connection, schema)

  return {
    /** Those that are not held yet. */
    async hold(held: ImportHeldRow[]): Promise<void> {
      await insertNew(rows, held)
    },
    ofGroups(id: string, groups: readonly number[]): Promise<ImportHeldRow[]> {
      return rows
        .find({ import: id, group: { $in: [...groups] } })
        .sort({ row: 1 })
        .toArray()
    },
    async remove(id: string): Promise<void> {
      await rows.deleteMany({ import: id })
    },
  }
}
