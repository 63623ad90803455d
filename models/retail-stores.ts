import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, modelOf, text } from './collection.ts'

const shape = {
  /** Code of the 门店. */
  _id: text,
  name: text,
  /** Department of the staff directory whose people work there. */
  department: text,
  region: String,
  /** Userid of the 店长, lower case. */
  lead: String,
}

/** A 门店. */
export type RetailStore = InferRawDocType<typeof shape>

const schema = collectionOf<RetailStore>('stores', shape)

export type RetailStoreStore = ReturnType<typeof createRetailStoreStore>

/** The shops people can walk into. */
export function createRetailStoreStore(connection: Connection) {
  const stores = modelOf(connection, schema)

  return {
    find: (code: string): Promise<RetailStore | null> =>
      stores.findOne({ _id: code }).lean<RetailStore>().exec(),
    /** Everyone: chains have hundreds. */
    all: (): Promise<RetailStore[]> =>
      stores.find().sort({ _id: 1 }).limit(5_000).lean<RetailStore[]>().exec(),
    async save(store: RetailStore): Promise<void> {
      await stores.replaceOne({ _id: store._id }, store, { upsert: true })
    },
    async remove(code: string): Promise<boolean> {
      return (await stores.deleteOne({ _id: code })).deletedCount > 0
    },
  }
}
