import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, listOf, modelOf, optionalListOf, partOf, text } from './collection.ts'

/** When a 门店 is open, where not as the company: ISO weekdays, local minutes since midnight, days off as `2026-12-01`. */
export interface StoreHours {
  days?: number[]
  /** Both ends of the day, or none. */
  fromMinute?: number
  toMinute?: number
  daysOff: string[]
}

const shape = {
  /** Code of the 门店. */
  _id: text,
  name: text,
  /** Department of the staff directory whose people work there. */
  department: text,
  region: String,
  /** Userid of the 店长, lower case. */
  lead: String,
  hours: partOf<StoreHours>({
    days: optionalListOf(Number),
    fromMinute: Number,
    toMinute: Number,
    daysOff: listOf(String),
  }),
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
    /** Of those that have their own. */
    async hoursByDepartment(): Promise<ReadonlyMap<string, StoreHours>> {
      const found = await stores
        .find({ hours: { $exists: true } })
        .sort({ _id: 1 })
        .lean<RetailStore[]>()
      return new Map(found.flatMap(({ department, hours }) => (hours ? [[department, hours]] : [])))
    },
    /** Of every 门店 of a department: its people work in all of them. Null = those of the company. */
    async setHours(department: string, hours: StoreHours | null): Promise<void> {
      const update = hours === null ? { $unset: { hours: 1 as const } } : { $set: { hours } }
      await stores.updateMany({ department }, update)
    },
    async renameLead(from: string, to: string): Promise<void> {
      await stores.updateMany({ lead: from }, { $set: { lead: to } })
    },
    async renameDepartment(from: string, to: string): Promise<void> {
      await stores.updateMany({ department: from }, { $set: { department: to } })
    },
    /** Of a 门店 that has none. */
    async setLead(code: string, lead: string): Promise<boolean> {
      const set = await stores.updateOne({ _id: code, lead: null }, { $set: { lead } })
      return set.modifiedCount === 1
    },
    async remove(code: string): Promise<boolean> {
      return (await stores.deleteOne({ _id: code })).deletedCount > 0
    },
  }
}
