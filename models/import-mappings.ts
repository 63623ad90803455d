import type { Connection } from 'mongoose'
import { collectionOf, date, mixed, modelOf, text } from './collection.ts'

/** Which columns meant what, the last time a file with the same headers came. */
interface RememberedMapping {
  /** `<kind>:<SHA-256 of the headers>`. */
  _id: string
  columns: (string | null)[]
  fixed: Record<string, string>
  at: Date
}

const schema = collectionOf<RememberedMapping>('importMappings', {
  _id: text,
  columns: mixed,
  fixed: mixed,
  at: date,
})

export type ImportMappingStore = ReturnType<typeof createImportMappingStore>

export function createImportMappingStore(connection: Connection) {
  const mappings = modelOf(connection, schema)

  return {
    async find(id: string): Promise<RememberedMapping | null> {
      return mappings.findOne({ _id: id }).lean<RememberedMapping>()
    },
    async remember({ _id, ...mapping }: RememberedMapping): Promise<void> {
      await mappings.updateOne({ _id }, { $set: mapping }, { upsert: true })
    },
  }
}
