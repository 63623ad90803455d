import type { Connection } from 'mongoose'
import { duplicatesIn } from './duplicates.ts'
import type { KeluEvent } from './event.ts'

/** An event with how far we got with it. `open` until everybody has been told. */
export interface EventRecord extends KeluEvent {
  open?: true
  /** Since when it waits; pushed out after each failure, so that one bad event cannot keep the sweep busy. */
  openSince?: Date
  tries?: number
  /** The customer has it; only listeners are still to be told. */
  applied?: true
}

export type EventStore = ReturnType<typeof createEventStore>

const daySeconds = 86_400

/** Everything customers did and everything that happened to them: history, audit trail and work still to do. */
export function createEventStore(connection: Connection, options: { retentionDays?: number } = {}) {
  const events = connection.db!.collection<EventRecord>('events', { ignoreUndefined: true })
  const retentionSeconds = (options.retentionDays ?? 400) * daySeconds

  return {
    async ensureIndexes(): Promise<void> {
      await events.createIndex({ customerId: 1, name: 1, at: 1 })
      await events.createIndex({ name: 1, at: 1 })
      await events.createIndex({ open: 1, openSince: 1 })
      const existing = await events.listIndexes().toArray()
      const expiry = existing.find((index) => 'receivedAt' in index.key)
      if (expiry && expiry.expireAfterSeconds !== retentionSeconds) await events.dropIndex(expiry.name)
      await events.createIndex({ receivedAt: 1 }, { expireAfterSeconds: retentionSeconds })
    },

    /** Makes events durable, those of `open` as waiting since then; returns the ids that were new. */
    async insert(
      accepted: KeluEvent[],
      open: { ids: ReadonlySet<string>; since: Date },
    ): Promise<Set<string>> {
      if (accepted.length === 0) return new Set()
      const records: EventRecord[] = accepted.map((event) =>
        open.ids.has(event._id) ? { ...event, open: true, openSince: open.since } : event,
      )
      const repeats = new Set<number>()
      try {
        await events.insertMany(records, { ordered: false })
      } catch (error) {
        for (const index of repeatsIn(error)) repeats.add(index)
      }
      return new Set(records.filter((_, index) => !repeats.has(index)).map(({ _id }) => _id))
    },

    find(id: string): Promise<EventRecord | null> {
      return events.findOne({ _id: id })
    },
    /** Those of these that are still open, oldest first. */
    findOpen(ids: string[]): Promise<EventRecord[]> {
      return events
        .find({ _id: { $in: ids }, open: true })
        .sort({ at: 1, _id: 1 })
        .toArray()
    },
    /** Events waiting since `before` or longer, longest first. */
    waitingSince(before: Date, limit: number): Promise<EventRecord[]> {
      return events
        .find({ open: true, openSince: { $lte: before } })
        .sort({ openSince: 1 })
        .limit(limit)
        .toArray()
    },
    /** Nothing is left to do about this event. */
    async close(id: string): Promise<void> {
      await events.updateOne({ _id: id }, { $unset: { open: 1, openSince: 1, tries: 1, applied: 1 } })
    },
    /** Leaves it open until later; an event somebody else has closed meanwhile stays closed. */
    async postpone(id: string, later: { openSince: Date; tries: number; applied: boolean }): Promise<void> {
      const { openSince, tries } = later
      await events.updateOne(
        { _id: id, open: true },
        { $set: { openSince, tries, ...(later.applied && { applied: true as const }) } },
      )
    },

    /** The newest `limit` of these names since then, oldest first. */
    async history(
      customerIds: string[],
      wanted: { names: readonly string[]; since: Date; limit: number },
    ): Promise<KeluEvent[]> {
      const found = await events
        .find({
          customerId: { $in: customerIds },
          name: { $in: [...wanted.names] },
          at: { $gte: wanted.since },
        })
        .sort({ at: -1, _id: -1 })
        .limit(wanted.limit)
        .toArray()
      return found.reverse().map(toEvent)
    },
  }
}

/** The event itself, without how far we got with it. */
export function toEvent(record: EventRecord): KeluEvent {
  const { open: _open, openSince: _openSince, tries: _tries, applied: _applied, ...event } = record
  return event
}

/** Positions refused because they are there already; any other fault is thrown on. */
function repeatsIn(error: unknown): number[] {
  const repeats = duplicatesIn(error)
  if (repeats === null) throw error
  return repeats.map(({ index }) => index)
}
