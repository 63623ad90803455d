import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'

const shape = {
  /** `<kind>:<id>`. */
  _id: text,
  /** Staff userid or name: who looks after it since it was handed over. */
  owner: text,
  /** Whom the definition itself named at that time; absent when nobody. */
  insteadOf: String,
  by: text,
  /** Business time. */
  at: date,
}

/** What is known of a definition besides its versions. */
export type DefinitionMeta = InferRawDocType<typeof shape>

const schema = collectionOf<DefinitionMeta>('definitions', shape)

export type DefinitionMetaStore = ReturnType<typeof createDefinitionMetaStore>

/** Who looks after definitions whatever their versions say. */
export function createDefinitionMetaStore(connection: Connection) {
  const definitions = modelOf(connection, schema)

  return {
    async find(key: string): Promise<DefinitionMeta | null> {
      return definitions.findOne({ _id: key }).lean<DefinitionMeta>()
    },
    /** Of those of the keys that have any. */
    async findMany(keys: string[]): Promise<DefinitionMeta[]> {
      return definitions.find({ _id: { $in: keys } }).lean<DefinitionMeta[]>()
    },
    async put(meta: DefinitionMeta): Promise<void> {
      await definitions.replaceOne({ _id: meta._id }, meta, { upsert: true })
    },
  }
}
