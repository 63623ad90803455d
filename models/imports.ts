import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  hotPathOf,
  mixed,
  modelOf,
  number,
  oneOf,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** In their order; the last three are ends. */
export const importStates = [
  'uploading',
  'mapping',
  'checking',
  'checked',
  'running',
  'done',
  'cancelled',
  'refused',
] as const
export type ImportState = (typeof importStates)[number]

/** By name; one that is missing counts nothing. */
export type ImportCounts = Record<string, number>

/** Which column means what, and what holds for all rows. */
export interface ImportMapping {
  /** What each column is, in the order of the headers; null = nothing. */
  columns: (string | null)[]
  /** By target: for rows where its column says nothing. */
  fixed: Record<string, string>
}

/** A stretch of rows under way: what it comes to was counted before anything was written. */
export interface PendingRows {
  /** The last of them. */
  until: number
  counts: ImportCounts
}

/** A file on its way in. */
export interface Import {
  /** `i_` and a ULID. */
  _id: string
  kind: string
  name: string
  sizeBytes: number
  state: ImportState
  /** Counts every write: who goes on with it is decided by that. */
  step: number
  by: { id: string; name: string }
  at: Date
  /** SHA-256 of its bytes. */
  sha256?: string
  /** How it is written (domain/imports/file/table.ts). */
  form?: unknown
  headers?: string[]
  mapping?: ImportMapping
  /** The last row that is done, of the dry run or of the run. */
  row: number
  pending?: PendingRows
  counts: ImportCounts
  /** What the dry run came to. */
  checked?: ImportCounts
  /** Why it was refused (zh-CN). */
  says?: string
  startedAt?: Date
  endedAt?: Date
  /** When it last went on (real time). */
  movedAt?: Date
  /** When file and bad rows go (real time). */
  fileUntil: Date
  /** When nothing is left of it; read by the store's TTL monitor. */
  expiresAt: Date
}

const schema = collectionOf<Import>('imports', {
  _id: text,
  kind: text,
  name: text,
  sizeBytes: number,
  state: oneOf(...importStates),
  step: number,
  by: partOf<Import['by']>({ id: text, name: text }),
  at: date,
  sha256: String,
  form: optionalMixed,
  headers: optionalListOf(String),
  mapping: optionalMixed,
  row: number,
  pending: partOf<PendingRows>({ until: number, counts: mixed }),
  counts: mixed,
  checked: optionalMixed,
  says: String,
  startedAt: Date,
  endedAt: Date,
  movedAt: Date,
  fileUntil: date,
  expiresAt: date,
})
schema.index({ state: 1, _id: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** That a file was taken in under a mapping: nothing of what stands in it. */
interface TakenFile {
  /** SHA-256 of kind, bytes and mapping. */
  _id: string
  import: string
  at: Date
}

const takenSchema = collectionOf<TakenFile>('importedFiles', { _id: text, import: text, at: date })

/** What changes with a step; null takes a field away. */
export type ImportChange = {
  [Field in keyof Omit<Import, '_id' | 'step'>]?: Import[Field] | null
}

export type ImportStore = ReturnType<typeof createImportStore>

/** Files on their way in: how far they are, and which were taken in already. */
export function createImportStore(connection: Connection) {
  const imports = hotPathOf(connection, schema)
  const taken = modelOf(connection, takenSchema)

  return {
    async insert(one: Import): Promise<void> {
      await imports.insertOne(one)
    },
    find(id: string): Promise<Import | null> {
      return imports.findOne({ _id: id })
    },
    /** The newest first. */
    list(after: string | null, limit: number): Promise<Import[]> {
      const older = after === null ? {} : { _id: { $lt: after } }
      return imports.find(older).sort({ _id: -1 }).limit(limit).toArray()
    },
    /** The oldest that has work to be done. */
    async nextAtWork(): Promise<Import | null> {
      const found = await Promise.all(
        (['checking', 'running'] as const).map((state) => imports.findOne({ state }, { sort: { _id: 1 } })),
      )
      const [first = null] = found.filter((one) => one !== null).sort((a, b) => (a._id < b._id ? -1 : 1))
      return first
    },
    /** One write further from where it was read; null when somebody else was faster. */
    async goOn(before: Import, change: ImportChange): Promise<Import | null> {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      const set = Object.fromEntries(given.filter(([, value]) => value !== null))
      const gone = Object.fromEntries(
        given.filter(([, value]) => value === null).map(([field]) => [field, '' as const]),
      )
      return imports.findOneAndUpdate(
        { _id: before._id, step: before.step, state: before.state },
        {
          $set: { ...set, step: before.step + 1 },
          ...(Object.keys(gone).length > 0 && { $unset: gone }),
        },
        { returnDocument: 'after' },
      )
    },
    /** Notes that a file is taken in by this import: that itself, or the one that did before. */
    async takeFile(file: TakenFile): Promise<TakenFile> {
      if (await unlessPresent(taken.insertOne(file))) return file
      return (await taken.findOne({ _id: file._id }).lean<TakenFile>()) ?? file
    },
  }
}
