import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { Channel } from './customer.ts'
import { type Decision, type Touch, touchSchema } from './touch.ts'

const went: readonly Touch['state'][] = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'converted']
/** What was put off goes out within so many days of being made. */
const lookBackMs = 3 * 86_400_000
/** Test accounts count in no figure. */
const real = { isTest: false }

/** Messages that went out, by journey and channel. */
export interface SentToday {
  journeyId: string | null
  channel: Channel | null
  sent: number
}

/** Messages decided against, by journey and the reason that decided. */
export interface NotSentToday {
  journeyId: string | null
  reason: string
  notSent: number
}

/** Messages that wait for a later moment: how many, and when the first of them goes on. */
export interface PutOff {
  messages: number
  from: Date
}

/** What became of messages since the day began; the index by state and time serves both. */
export function createTodayFigures(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)

  return {
    async sentSince(since: Date): Promise<SentToday[]> {
      const rows = await touches
        .aggregate<{ _id: { journeyId?: string; channel?: Channel }; n: number }>([
          {
            $match: {
              state: { $in: [...went] },
              createdAt: { $gte: new Date(since.getTime() - lookBackMs) },
              sentAt: { $gte: since },
              ...real,
            },
          },
          { $group: { _id: { journeyId: '$journeyId', channel: '$channel' }, n: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, n }) => ({
        journeyId: _id.journeyId ?? null,
        channel: _id.channel ?? null,
        sent: n,
      }))
    },

    /** By the day they were made: most are decided within seconds. */
    async notSentSince(since: Date): Promise<NotSentToday[]> {
      const rows = await touches
        .aggregate<{ _id: { journeyId?: string; reason?: Decision['reason'] }; n: number }>([
          { $match: { state: 'skipped', createdAt: { $gte: since }, ...real } },
          { $group: { _id: { journeyId: '$journeyId', reason: '$standsBy.reason' }, n: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, n }) => ({
        journeyId: _id.journeyId ?? null,
        reason: _id.reason ?? '',
        notSent: n,
      }))
    },

    /** Null when nothing waits. What is held until all marketing goes on has no moment. */
    async putOff(since: Date): Promise<PutOff | null> {
      const made = { $gte: new Date(since.getTime() - lookBackMs) }
      const [row] = await touches
        .aggregate<{ n: number; from: Date }>([
          { $match: { state: 'deferred', createdAt: made, dueAt: { $exists: true }, ...real } },
          { $group: { _id: null, n: { $sum: 1 }, from: { $min: '$dueAt' } } },
        ])
        .toArray()
      return row ? { messages: row.n, from: row.from } : null
    },

    /** Those of the day one by one, the newest first; `reason` is the one they stand by. */
    async page(
      since: Date,
      { of, channel, reason }: { of: 'sent' | 'notSent'; channel?: Channel; reason?: string },
      { after, limit }: { after?: string; limit: number },
    ): Promise<{ items: Touch[]; next: string | null }> {
      const those: Filter<Touch> =
        of === 'sent'
          ? {
              state: { $in: [...went] },
              createdAt: { $gte: new Date(since.getTime() - lookBackMs) },
              sentAt: { $gte: since },
            }
          : { state: 'skipped', createdAt: { $gte: since } }
      const place = placeFrom(after)
      const items = await touches
        .find({
          ...those,
          ...real,
          ...(channel !== undefined && { channel }),
          ...(reason !== undefined && { 'standsBy.reason': reason }),
          ...(place && {
            $or: [{ createdAt: { $lt: place.at } }, { createdAt: place.at, _id: { $lt: place.id } }],
          }),
        } as Filter<Touch>)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray()
      const last = items.at(-1)
      return { items, next: last === undefined || items.length < limit ? null : placeText(last) }
    },

    /** What is put off at present, by the reason it stands by. */
    async waitingNow(): Promise<{ reason: string; waiting: number }[]> {
      const rows = await touches
        .aggregate<{ _id: Decision['reason'][] | null; n: number }>([
          { $match: { state: 'deferred', ...real } },
          { $group: { _id: '$decisions.reason', n: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, n }) => ({ reason: _id?.at(-1) ?? '', waiting: n }))
    },
  }
}

const placeText = ({ createdAt, _id }: Touch): string => `${createdAt.getTime()}~${_id}`

/** Null for the first page, and for what is no place. */
function placeFrom(after: string | undefined): { at: Date; id: string } | null {
  const [, ms, id] = /^(\d+)~(.+)$/.exec(after ?? '') ?? []
  return ms !== undefined && id !== undefined ? { at: new Date(Number(ms)), id } : null
}
