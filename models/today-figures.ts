import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { Channel } from './customer.ts'
import { type Decision, type Touch, touchSchema } from './touch.ts'

const went: readonly Touch['state'][] = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'converted']
/** What was put off goes out within so many days of being made. */
const lookBackMs = 3 * 86_400_000
/** Test accounts count in no figure. */
const real = { isTest: { $ne: true } }

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
        .aggregate<{ _id: { journeyId?: string; reasons?: Decision['reason'][] }; n: number }>([
          { $match: { state: 'skipped', createdAt: { $gte: since }, ...real } },
          { $group: { _id: { journeyId: '$journeyId', reasons: '$decisions.reason' }, n: { $sum: 1 } } },
        ])
        .toArray()
      // A touch stands by its last decision: nothing follows the final one.
      return rows.map(({ _id, n }) => ({
        journeyId: _id.journeyId ?? null,
        reason: _id.reasons?.at(-1) ?? '',
        notSent: n,
      }))
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
