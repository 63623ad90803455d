import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, text } from './collection.ts'
import { insertNew } from './duplicates.ts'
import { type Sealed, sealed } from './sealed.ts'

export type InboxState = 'received' | 'done' | 'failed' | 'ignored'

/** One callback, form or webhook as it came in, kept until it is dealt with and 30 days beyond. */
export interface InboxRecord {
  /** Source, kind and every id that tells two deliveries apart: a retry has the same `_id`. */
  _id: string
  source: string
  kind: string
  /** When it happened, by the sender. */
  at: Date
  receivedAt: Date
  state: InboxState
  /** How often somebody began to process it, crashes included. */
  tries: number
  /** While `received`: when it may be processed (again). Pushed forward by a lease. */
  dueAt: Date
  /** The process that deals with it now. */
  lease: string | null
  /** Until then something about it cannot wait (a welcome code lives 20 s). */
  urgentUntil?: Date
  payload: Sealed
  /** Why it failed, or is ignored; no contact data. */
  note?: string
  /** Set when it is closed; read by the store's TTL monitor. */
  expiresAt?: Date
}

export type DueRecord = Pick<InboxRecord, '_id' | 'urgentUntil'>

export const inboxSchema = collectionOf<InboxRecord>('inbox', {
  _id: text,
  source: text,
  kind: text,
  at: date,
  receivedAt: date,
  state: text,
  tries: number,
  dueAt: date,
  lease: String,
  urgentUntil: Date,
  payload: { type: sealed, required: true },
  note: String,
  expiresAt: Date,
})
inboxSchema.index({ state: 1, dueAt: 1 })
inboxSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

const retentionMs = 30 * 86_400_000
/** The TTL monitor compares with the store's own clock, so this one date is machine time, not business time. */
const endOfRetention = () => new Date(Date.now() + retentionMs)

export type InboxStore = ReturnType<typeof createInboxStore>

export function createInboxStore(connection: Connection) {
  // Hot: every callback is an insert, a claim and a close.
  const inbox = hotPathOf(connection, inboxSchema)

  return {
    /** Durable once it returns, closed ones for as long as any closed one. The ids that were new: of the others a record is already there. */
    insert(records: InboxRecord[]): Promise<Set<string>> {
      const kept = records.map((record) =>
        record.state === 'received' ? record : { ...record, expiresAt: endOfRetention() },
      )
      return insertNew(inbox, kept)
    },

    /** Takes a due record for processing; null when it is closed, leased by somebody else or not due yet. */
    claim(id: string, lease: string, now: Date, until: Date): Promise<InboxRecord | null> {
      return inbox.findOneAndUpdate(
        { _id: id, state: 'received', dueAt: { $lte: now } },
        { $set: { lease, dueAt: until }, $inc: { tries: 1 } },
        { returnDocument: 'after' },
      )
    },

    /** Closes those of which the lease was not lost meanwhile, and tells how many; of the others whoever holds them decides. */
    async close(ids: string[], lease: string, state: Exclude<InboxState, 'received'>, note?: string) {
      const expiresAt = endOfRetention()
      const result = await inbox.updateMany(
        { _id: { $in: ids }, lease },
        { $set: { state, lease: null, expiresAt, note } },
      )
      return result.matchedCount
    },

    /** Holds on to these until then, where the lease was not lost. */
    async keep(ids: string[], lease: string, until: Date): Promise<void> {
      await inbox.updateMany({ _id: { $in: ids }, lease, state: 'received' }, { $set: { dueAt: until } })
    },

    /** Gives these back undone: whoever looks next may take them. */
    async giveBack(ids: string[], lease: string, now: Date): Promise<void> {
      await inbox.updateMany(
        { _id: { $in: ids }, lease, state: 'received' },
        { $set: { lease: null, dueAt: now }, $inc: { tries: -1 } },
      )
    },

    /** Frees at once what any process but these holds, and tells how many records. */
    async freeBut(holders: string[], now: Date): Promise<number> {
      const result = await inbox.updateMany(
        { state: 'received', lease: { $nin: [null, ...holders] } },
        { $set: { lease: null, dueAt: now } },
      )
      return result.modifiedCount
    },

    async postpone(id: string, lease: string, dueAt: Date, note: string) {
      const result = await inbox.updateOne({ _id: id, lease }, { $set: { lease: null, dueAt, note } })
      return result.matchedCount === 1
    },

    /** What is due, earliest first; when that is more than `limit`, what cannot wait and became due since `since` goes first. */
    async due(now: Date, since: Date, limit: number): Promise<DueRecord[]> {
      const read = (dueAt: object, direction: 1 | -1) =>
        inbox
          .find({ state: 'received', dueAt }, { projection: { urgentUntil: 1 } })
          .sort({ dueAt: direction })
          .limit(limit)
          .toArray()
      const oldest = await read({ $lte: now }, 1)
      if (oldest.length < limit) return oldest
      const newest = await read({ $lte: now, $gt: since }, -1)
      const urgent = newest.filter(({ urgentUntil }) => urgentUntil && urgentUntil > now)
      const ids = new Set(urgent.map(({ _id }) => _id))
      return [...urgent, ...oldest.filter(({ _id }) => !ids.has(_id))].slice(0, limit)
    },

    async nextDueAt(): Promise<Date | null> {
      const [first] = await inbox
        .find({ state: 'received' }, { projection: { dueAt: 1 } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray()
      return first?.dueAt ?? null
    },

    find(id: string): Promise<InboxRecord | null> {
      return inbox.findOne({ _id: id })
    },

    /** Those in one of these states, without what they hold; what came last first. */
    newest(states: InboxState[], limit: number): Promise<Omit<InboxRecord, 'payload'>[]> {
      return inbox
        .find({ state: { $in: states } }, { projection: { payload: 0 } })
        .sort({ receivedAt: -1 })
        .limit(limit)
        .toArray()
    },
    /** What has waited longest for being dealt with. */
    oldestOpen(): Promise<Pick<InboxRecord, '_id' | 'receivedAt'> | null> {
      return inbox.findOne({ state: 'received' }, { sort: { receivedAt: 1 }, projection: { receivedAt: 1 } })
    },
    /** Makes a failed record due, with all its tries ahead; false when it is not there or did not fail. */
    async reopen(id: string, now: Date): Promise<boolean> {
      const result = await inbox.updateOne(
        { _id: id, state: 'failed' },
        { $set: { state: 'received', dueAt: now, tries: 0, lease: null }, $unset: { expiresAt: 1, note: 1 } },
      )
      return result.matchedCount === 1
    },

    async countByState(): Promise<Record<InboxState, number>> {
      const counts: Record<InboxState, number> = { received: 0, done: 0, failed: 0, ignored: 0 }
      const rows = inbox.aggregate<{ _id: InboxState; n: number }>([
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ])
      for await (const row of rows) counts[row._id] = row.n
      return counts
    },
  }
}
