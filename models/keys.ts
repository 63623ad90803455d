import type { Connection } from 'mongoose'

/** A key the data of this store depends on, known by a fingerprint and never stored itself. */
export interface KeyRecord {
  /** `data:<name>` or `blind-index`. */
  _id: string
  fingerprint: string
}

export type KeyStore = ReturnType<typeof createKeyStore>

/** Which keys were ever used on this store. */
export function createKeyStore(connection: Connection) {
  const keys = () => connection.collection<KeyRecord>('keys')

  return {
    all: (): Promise<KeyRecord[]> => keys().find().toArray(),
    /** Notes the key unless one of its name is there. */
    async note({ _id, fingerprint }: KeyRecord): Promise<void> {
      await keys().updateOne({ _id }, { $setOnInsert: { fingerprint } }, { upsert: true })
    },
  }
}
