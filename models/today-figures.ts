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
  }
}
