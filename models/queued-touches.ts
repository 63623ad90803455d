import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { Channel } from './customer.ts'
import { type Touch, touchSchema } from './touch.ts'

/** Messages of a journey that are not out yet. */
export interface Queued {
  /** The one in use, or asked for first; null when that is not settled. */
  channel: Channel | null
  /** Handed to a platform at this moment: nobody can call those back. */
  isSending: boolean
  messages: number
}

/** A message that waits for the next time at which salespeople are asked. */
export interface AwaitingWindow {
  customerId: string
  journeyId: string
  messageId: string
  at: Date
}

const waiting: readonly Touch['state'][] = ['planned', 'reserved', 'deferred', 'sending']

/** What is not out yet, for people who are about to stop it. */
export function createQueuedTouches(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)

  return {
    /** Messages of flows that wait for such a time, up to then; whatever there are, no more than `limit` are read. */
    async awaitingWindow(until: Date, limit: number): Promise<AwaitingWindow[]> {
      const found = await touches
        .find(
          {
            state: 'deferred',
            isTest: false,
            dueAt: { $lte: until },
            'standsBy.reason': 'groupSendWindow',
            journeyId: { $exists: true },
          } as Filter<Touch>,
          { projection: { customerId: 1, journeyId: 1, messageId: 1, dueAt: 1 } },
        )
        .limit(limit)
        .toArray()
      return found.flatMap(({ customerId, journeyId, messageId, dueAt: at }) =>
        journeyId === undefined || at === undefined ? [] : [{ customerId, journeyId, messageId, at }],
      )
    },

    /** Of all journeys together few wait at a time: the index of states bounds what is read. Test accounts count nowhere. */
    async of(journeyId: string): Promise<Queued[]> {
      const rows = await touches
        .aggregate<{ _id: { state: Touch['state']; channel?: Channel; asked?: Channel[] }; n: number }>([
          { $match: { state: { $in: [...waiting] }, journeyId, isTest: false } },
          {
            $group: {
              _id: { state: '$state', channel: '$channel', asked: '$plan.channels' },
              n: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return rows.map(({ _id: { state, channel, asked }, n }) => ({
        channel: channel ?? asked?.[0] ?? null,
        isSending: state === 'sending',
        messages: n,
      }))
    },
  }
}
