import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, optionalMixed, text } from './collection.ts'

/** One thing somebody did. */
export interface AuditEntry {
  /** Ascends with time. */
  _id: string
  /** Login name, `kelu` for the program itself, or whatever name was tried at a failed log-in and is known. */
  by: string
  /** Display name at that time. */
  byName?: string
  /** Such as `session.opened`, `customers.reveal`. */
  action: string
  /** On what: `member:zhou`, `customer:…`, `journey:m5`. */
  on?: string
  /** Real time. */
  at: Date
  address?: string
  /** What is worth knowing beside it; no contact data, no secrets. */
  details?: Record<string, unknown>
}

const schema = collectionOf<AuditEntry>('auditLog', {
  _id: text,
  by: text,
  byName: String,
  action: text,
  on: String,
  at: date,
  address: String,
  details: optionalMixed,
})
schema.index({ by: 1, _id: -1 })
schema.index({ action: 1, _id: -1 })
schema.index({ on: 1, _id: -1 })

export type AuditLogStore = ReturnType<typeof createAuditLogStore>

export interface AuditLook {
  by?: string
  action?: string
  on?: string
  /** Only what was before this entry. */
  after?: string
  limit: number
}

/** What was done by whom: only ever added to. */
export function createAuditLogStore(connection: Connection) {
  const log = modelOf(connection, schema)

  return {
    async add(entry: AuditEntry): Promise<void> {
      await log.insertOne(entry)
    },
    /** The latest first. */
    async list({ after, limit, by, action, on }: AuditLook): Promise<AuditEntry[]> {
      const which = {
        ...(by !== undefined && { by }),
        ...(action !== undefined && { action }),
        ...(on !== undefined && { on }),
        ...(after !== undefined && { _id: { $lt: after } }),
      }
      return log.find(which).sort({ _id: -1 }).limit(limit).lean<AuditEntry[]>()
    },
  }
}
