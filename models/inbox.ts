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

/** What failed for one reason. */
export type FailedAlike = Pick<InboxRecord, 'source' | 'kind'> & { note: string | null }

/** Where a list of records goes on: after so many of one and the same moment. */
export interface InboxPlace {
  at: Date
  skip: number
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
    /** Failed ones or open ones, by when they were or are due, the latest first. */
    newestDue(
      look: { state: 'failed' | 'received'; source?: string; from?: InboxPlace },
      limit: number,
    ): Promise<InboxRecord[]> {
      const { state, source, from } = look
      const which = {
        state,
        ...(source !== undefined && { source }),
        ...(from && { dueAt: { $lte: from.at } }),
      }
      return inbox
        .find(which)
        .sort({ dueAt: -1 })
        .skip(from?.skip ?? 0)
        .limit(limit)
        .toArray()
    },
    /** Closed ones, failed ones among them, by when they were closed, the latest first: it is when they expire that is indexed. */
    newestClosed(from: InboxPlace | undefined, limit: number): Promise<InboxRecord[]> {
      return inbox
        .find({ expiresAt: { $lte: from?.at ?? new Date(Date.now() + 2 * retentionMs) } })
        .sort({ expiresAt: -1 })
        .skip(from?.skip ?? 0)
        .limit(limit)
        .toArray()
    },
    /** What was closed after this record, the latest first, without what it holds. */
    closedAfter(expiresAt: Date, limit: number): Promise<Omit<InboxRecord, 'payload'>[]> {
      return inbox
        .find({ expiresAt: { $gt: expiresAt } }, { projection: { payload: 0 } })
        .sort({ expiresAt: -1 })
        .limit(limit)
        .toArray()
    },
    /** How many are not dealt with: given up, waiting for another try, and all that are open. */
    async countUndone(): Promise<{ failed: number; waiting: number; open: number }> {
      const [failed, open, waiting] = await Promise.all([
        inbox.countDocuments({ state: 'failed' }),
        inbox.countDocuments({ state: 'received' }),
        inbox.countDocuments({ state: 'received', lease: null as never, tries: { $gt: 0 } }),
      ])
      return { failed, waiting, open }
    },
    countFailedAlike(alike: FailedAlike): Promise<number> {
      return inbox.countDocuments(failedAlike(alike))
    },
    /** Makes all of them due; tells how many. */
    async reopenAlike(alike: FailedAlike, now: Date): Promise<number> {
      const result = await inbox.updateMany(failedAlike(alike), reopened(now))
      return result.modifiedCount
    },
    /** Makes a failed record due, with all its tries ahead; false when it is not there or did not fail. */
    async reopen(id: string, now: Date): Promise<boolean> {
      const result = await inbox.updateOne({ _id: id, state: 'failed' }, reopened(now))
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

const failedAlike = ({ source, kind, note }: FailedAlike) => ({
  state: 'failed' as const,
  source,
  kind,
  note: note as never,
})

const reopened = (now: Date) => ({
  $set: { state: 'received' as const, dueAt: now, tries: 0, lease: null },
  $unset: { expiresAt: 1 as const, note: 1 as const },
})
