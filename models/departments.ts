import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, text } from './collection.ts'

const shape = {
  /** `<corp>:<id>` */
  _id: text,
  corp: text,
  /** The names from below the root down, as staff and 门店 write it: 华东/杭州. The root's is its own. */
  path: text,
  /** userids of who leads it, lower case. */
  leads: listOf(String),
  /** When it was last told of. */
  seenAt: date,
}

/** A department of WeCom. */
export type Department = InferRawDocType<typeof shape>

const schema = collectionOf<Department>('departments', shape)
schema.index({ corp: 1 })

export type DepartmentStore = ReturnType<typeof createDepartmentStore>

/** Departments as WeCom has them. */
export function createDepartmentStore(connection: Connection) {
  const departments = modelOf(connection, schema)

  return {
    ofCorp: (corp: string): Promise<Department[]> =>
      departments.find({ corp }).sort({ _id: 1 }).limit(5_000).lean<Department[]>().exec(),
    async save({ _id, ...fields }: Department): Promise<void> {
      await departments.updateOne({ _id }, { $set: fields }, { upsert: true })
    },
    async remove(ids: readonly string[]): Promise<void> {
      await departments.deleteMany({ _id: { $in: [...ids] } })
    },
  }
}
