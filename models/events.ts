import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, mixed, optionalMixed, text } from './collection.ts'
import { countedBy } from './counted.ts'
import { insertNew } from './duplicates.ts'
import type { NthEntry } from './entries.ts'
import type { KeluEvent } from './event.ts'

/** An event with how far we got with it. `open` until everybody has been told. */
export interface EventRecord extends KeluEvent {
  open?: true
  /** Since when it waits; pushed out after each failure, so that one bad event cannot keep the sweep busy. */
  openSince?: Date
  tries?: number
  /** The customer has it; only listeners are still to be told. */
  applied?: true
  /** By journey: the entry it begins there, whoever deals with it. */
  begins?: Record<string, NthEntry>
}

export const eventSchema = collectionOf<EventRecord>('events', {
  _id: text,
  customerId: text,
  seq: Number,
  name: text,
  at: date,
  receivedAt: date,
  props: mixed,
  source: text,
  history: Boolean,
  cause: String,
  open: Boolean,
  openSince: Date,
  tries: Number,
  applied: Boolean,
  begins: optionalMixed,
})
eventSchema.index({ customerId: 1, name: 1, at: 1 })
eventSchema.index({ name: 1, at: 1 })
eventSchema.index({ open: 1, openSince: 1 })
// Of those past their time.
eventSchema.index({ receivedAt: 1 })

/** The events that figures count. */
export const countedEvents = [
  'message.opened',
  'message.clicked',
  'message.replied',
  'popup.clicked',
  'task.accepted',
] as const
export type CountedEvent = (typeof countedEvents)[number]
const counts: ReadonlySet<string | undefined> = new Set(countedEvents)
countedBy(eventSchema, {
  source: 'events',
  moments: [
    { at: ({ name, at }) => (counts.has(name) ? at : undefined), as: () => [], fields: ['name', 'at'] },
  ],
})

export type EventStore = ReturnType<typeof createEventStore>

/** Everything customers did and everything that happened to them: history, audit trail and work still to do. */
export function createEventStore(connection: Connection) {
  // Hot: everything that happens is inserted here, mostly in bulk.
  const events = hotPathOf(connection, eventSchema)

  return {
    /** Makes events durable, those of `open` as waiting since then; returns the ids that were new. */
    insert(accepted: KeluEvent[], open: { ids: ReadonlySet<string>; since: Date }): Promise<Set<string>> {
      const records = accepted.map(
        (event): EventRecord =>
          open.ids.has(event._id) ? { ...event, open: true, openSince: open.since } : event,
      )
      return insertNew(events, records)
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
    async remove(id: string): Promise<void> {
      await events.deleteOne({ _id: id })
    },
    /** Nothing is left to do about this event. */
    async close(id: string): Promise<void> {
      await events.updateOne({ _id: id }, { $unset: { open: 1, openSince: 1, tries: 1, applied: 1 } })
    },
    /** Leaves it open until later; an event somebody else has closed meanwhile stays closed. */
    async postpone(id: string, later: { openSince: Date; tries: number; applied: boolean }): Promise<void> {
      const { openSince, tries, applied } = later
      await events.updateOne(
        { _id: id, open: true },
        { $set: { openSince, tries, applied: applied || undefined } },
      )
    },

    /** Notes what this event begins in a journey unless that was noted before; what stands there then. */
    async noteEntry(id: string, journeyId: string, begins: NthEntry): Promise<NthEntry> {
      const note = `begins.${journeyId}`
      for (;;) {
        const noted = await events.updateOne({ _id: id, [note]: null }, { $set: { [note]: begins } })
        if (noted.matchedCount === 1) return begins
        const event = await events.findOne({ _id: id }, { projection: { begins: 1 } })
        if (event === null) throw new Error(`event ${id} is not there to begin anything`)
        const earlier = event.begins?.[journeyId]
        if (earlier !== undefined) return earlier
      }
    },
    /** Takes that note back, unless another stands there by now. */
    async forgetEntry(id: string, journeyId: string, { entry, n }: NthEntry): Promise<void> {
      const note = `begins.${journeyId}`
      await events.updateOne(
        { _id: id, [`${note}.entry._id`]: entry._id, [`${note}.n`]: n },
        { $unset: { [note]: 1 } },
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
  if (isClosed(record)) return record
  const {
    open: _open,
    openSince: _openSince,
    tries: _tries,
    applied: _applied,
    begins: _begins,
    ...event
  } = record
  return event
}

/** Nothing is kept with most of them, mostly: then they are taken as they are. */
function isClosed({ open, openSince, tries, applied, begins }: EventRecord): boolean {
  return (
    open === undefined &&
    openSince === undefined &&
    tries === undefined &&
    applied === undefined &&
    begins === undefined
  )
}
