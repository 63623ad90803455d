import type { Connection } from 'mongoose'
import { chainHash, chainId, chainPlace } from './audit-chain.ts'
import { collectionOf, date, modelOf, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

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
  /** Of this entry and all before it (audit-chain.ts); absent on those of before there was a chain. */
  hash?: string
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
  hash: String,
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

/** Whether the log is as it was written. */
export interface AuditProof {
  /** How many entries the chain has. */
  entries: number
  /** Hash of the last: who notes it down knows later whether the end was cut off. Null = nothing was written yet. */
  head: string | null
  /** The first that is not as it was written, or whose forerunner is gone. */
  brokenAt: string | null
}

const pageSize = 500

/** What was done by whom: only ever added to. Each entry holds a hash of itself and all before it. */
export function createAuditLogStore(connection: Connection) {
  const log = modelOf(connection, schema)

  const last = (): Promise<AuditEntry | null> => log.findOne().sort({ _id: -1 }).lean<AuditEntry>().exec()

  /** From the first on, page by page. */
  async function* oldestFirst(): AsyncGenerator<AuditEntry> {
    for (let after = ''; ; ) {
      const page = await log
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(pageSize)
        .lean<AuditEntry[]>()
      yield* page
      const end = page.at(-1)
      if (end === undefined) return
      after = end._id
    }
  }

  return {
    /** Takes the next place of the chain; of two who want it at once the other takes the one behind. */
    async add(said: Omit<AuditEntry, '_id' | 'hash'>): Promise<void> {
      for (;;) {
        const before = await last()
        const entry: AuditEntry = { ...said, _id: chainId(chainPlace(before?._id ?? '') + 1) }
        const hash = chainHash(before?.hash ?? '', entry)
        if (await unlessPresent(log.insertOne({ ...entry, hash }))) return
      }
    },
    /** Reads all of it. */
    async prove(): Promise<AuditProof> {
      let entries = 0
      let head: string | null = null
      for await (const entry of oldestFirst()) {
        const place = chainPlace(entry._id)
        if (place === 0) continue
        const isAsWritten = place === entries + 1 && entry.hash === chainHash(head ?? '', entry)
        if (!isAsWritten) return { entries, head, brokenAt: entry._id }
        entries += 1
        head = entry.hash ?? null
      }
      return { entries, head, brokenAt: null }
    },
    oldestFirst,
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
