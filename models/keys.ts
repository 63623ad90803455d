import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, modelOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const shape = {
  /** `data:<name>` or `blind-index`. */
  _id: text,
  fingerprint: text,
}

/** A key the data of this store depends on, known by a fingerprint and never stored itself. */
export type KeyRecord = InferRawDocType<typeof shape>

const schema = collectionOf<KeyRecord>('keys', shape)

export type KeyStore = ReturnType<typeof createKeyStore>

/** Which keys were ever used on this store. */
export function createKeyStore(connection: Connection) {
  const keys = modelOf(connection, schema)

  return {
    async all(): Promise<KeyRecord[]> {
      return keys.find().lean<KeyRecord[]>()
    },
    /** Notes the key unless one of its name is there. */
    async note(key: KeyRecord): Promise<void> {
      await unlessPresent(keys.insertOne(key))
    },
    /** Nothing depends on it any more. */
    async forget(id: string): Promise<void> {
      await keys.deleteOne({ _id: id })
    },
  }
}
