import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, text } from './collection.ts'
import { type Sealed, sealed } from './sealed.ts'

/** A part of the bytes of an uploaded file. */
interface ImportPart {
  /** `<import>:<number>`. */
  _id: string
  import: string
  number: number
  sealed: Sealed
  /** Read by the store's TTL monitor. */
  expiresAt: Date
}

const schema = collectionOf<ImportPart>('importParts', {
  _id: text,
  import: text,
  number,
  sealed,
  expiresAt: date,
})
schema.index({ import: 1, number: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type ImportFileStore = ReturnType<typeof createImportFileStore>

/** The bytes of uploaded files, in sealed parts. */
export function createImportFileStore(connection: Connection) {
  const parts = hotPathOf(connection, schema)

  return {
    /** Sent again it is the same part. */
    async save(part: Omit<ImportPart, '_id'>): Promise<void> {
      const { import: id, number, ...rest } = part
      await parts.updateOne(
        { _id: `${id}:${number}` },
        { $set: { import: id, number, ...rest } },
        { upsert: true },
      )
    },
    async part(id: string, number: number): Promise<Sealed | null> {
      return (await parts.findOne({ _id: `${id}:${number}` }))?.sealed ?? null
    },
    async remove(id: string): Promise<void> {
      await parts.deleteMany({ import: id })
    },
  }
}
