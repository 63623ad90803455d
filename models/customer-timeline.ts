import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { KeluEvent } from './event.ts'
import { type EventRecord, eventSchema, toEvent } from './events.ts'
import { type Touch, touchSchema } from './touch.ts'

/** Where a page of a timeline ended. */
export interface TimelinePlace {
  at: Date
  id: string
}

/** Names of events: these, or all but these. */
export type EventNames = { only: readonly string[] } | { not: readonly string[] }

interface Look {
  customerIds: string[]
  after: TimelinePlace | null
  limit: number
}

/** Touches nobody received, so far or for good. */
const unsent: Touch['state'][] = ['skipped', 'failed', 'expired', 'unknown', 'deferred']

export type TimelineReader = ReturnType<typeof createTimelineReader>

/** What is kept of one person, in pages, newest first. */
export function createTimelineReader(connection: Connection) {
  const events = hotPathOf(connection, eventSchema)
  const touches = hotPathOf(connection, touchSchema)

  return {
    async events({ customerIds, after, limit }: Look, names: EventNames): Promise<KeluEvent[]> {
      const found = await events
        .find({
          customerId: { $in: customerIds },
          name: 'only' in names ? { $in: [...names.only] } : { $nin: [...names.not] },
          ...before('at', after),
        } as Filter<EventRecord>)
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray()
      return found.map(toEvent)
    },
    /** Those nobody received, by when they were meant. */
    unsentTouches({ customerIds, after, limit }: Look): Promise<Touch[]> {
      return touches
        .find({
          customerId: { $in: customerIds },
          state: { $in: unsent },
          ...before('createdAt', after),
        } as Filter<Touch>)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray()
    },
    /** Those nobody received, meant since then, newest first. */
    unsentSince(customerIds: string[], since: Date, limit: number): Promise<Touch[]> {
      return touches
        .find({ customerId: { $in: customerIds }, createdAt: { $gte: since }, state: { $in: unsent } })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray()
    },
    touchesById(ids: string[]): Promise<Touch[]> {
      return touches.find({ _id: { $in: ids } }).toArray()
    },
    /** How many events of each name this person has. */
    async countEvents(customerIds: string[]): Promise<Map<string, number>> {
      const groups = await events
        .aggregate<{ _id: string; n: number }>([
          { $match: { customerId: { $in: customerIds } } },
          { $group: { _id: '$name', n: { $sum: 1 } } },
        ])
        .toArray()
      return new Map(groups.map(({ _id, n }) => [_id, n]))
    },
    countUnsent(customerIds: string[]): Promise<number> {
      return touches.countDocuments({ customerId: { $in: customerIds }, state: { $in: unsent } })
    },
    /** Everything that is kept, oldest first, the newest `limit`. */
    async allEvents(customerIds: string[], limit: number): Promise<KeluEvent[]> {
      const found = await events
        .find({ customerId: { $in: customerIds } })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray()
      return found.reverse().map(toEvent)
    },
  }
}

function before(field: string, after: TimelinePlace | null): Record<string, unknown> {
  if (after === null) return {}
  return {
    [field]: { $lte: after.at },
    $or: [{ [field]: { $lt: after.at } }, { [field]: after.at, _id: { $lt: after.id } }],
  }
}
