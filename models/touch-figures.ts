import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { Channel } from './customer.ts'
import { type Attempt, type Decision, type Touch, touchSchema } from './touch.ts'

/** How many touches stand in one way for one reason. */
export interface TouchTally {
  messageId: string
  state: Touch['state']
  channel: Touch['channel'] | null
  /** Of the decision they stand by; null when nothing was decided yet. */
  gate: string | null
  reason: string | null
  touches: number
}

interface Row {
  _id: Pick<Touch, 'messageId' | 'state' | 'channel'> & Partial<Pick<Decision, 'gate' | 'reason'>>
  n: number
}

/** States in which a provider may have been called. */
const called: readonly Touch['state'][] = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
  'deferred',
  'skipped',
  'failed',
  'unknown',
]
const mostLooked = 1_000

/** Touches counted, for people; nothing here moves one. */
export function createTouchFigures(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)

  return {
    /** Those of a journey, without those of test accounts. */
    async tallyOf(journeyId: string): Promise<TouchTally[]> {
      const rows = await touches
        .aggregate<Row>([
          { $match: { journeyId, isTest: false } },
          {
            $group: {
              _id: {
                messageId: '$messageId',
                state: '$state',
                channel: '$channel',
                gate: '$standsBy.gate',
                reason: '$standsBy.reason',
              },
              n: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return rows.map(tallyOf).sort((a, b) => b.touches - a.touches)
    },

    /** Messages put off to a later time. */
    countDeferred(): Promise<number> {
      return touches.countDocuments({ state: 'deferred' })
    },

    /**
     * Those of a journey that stand in one of these states, by id after `after`; without test accounts. `reason`: of the
     * decision they stand by; `stepId`, `since`: of one step, and made since then.
     */
    async page(
      journeyId: string,
      which: {
        states: readonly Touch['state'][]
        channel?: Channel
        reason?: string
        stepId?: string
        since?: Date
      },
      { after, limit }: { after?: string; limit: number },
    ): Promise<{ items: Touch[]; next: string | null }> {
      const { states, channel, reason, stepId, since } = which
      const items = await touches
        .find({
          _id: { $gt: after ?? `${journeyId}:`, $lt: `${journeyId};` },
          isTest: { $ne: true },
          state: { $in: [...states] },
          ...(channel !== undefined && { channel }),
          ...(stepId !== undefined && { stepId }),
          ...(since !== undefined && { createdAt: { $gte: since } }),
          ...(reason !== undefined && { 'standsBy.reason': reason }),
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return { items, next: items.length < limit ? null : (items.at(-1)?._id ?? null) }
    },

    /** The newest calls over a channel, of touches made since then. */
    async attemptsSince(channel: Channel, since: Date): Promise<Attempt[]> {
      const found = await touches
        .find({ state: { $in: [...called] }, createdAt: { $gte: since } }, { projection: { attempts: 1 } })
        .sort({ createdAt: -1 })
        .limit(mostLooked)
        .toArray()
      return found.flatMap(({ attempts }) => attempts.filter((attempt) => attempt.channel === channel))
    },
  }
}

function tallyOf({ _id: { messageId, state, channel, gate, reason }, n }: Row): TouchTally {
  return {
    messageId,
    state,
    channel: channel ?? null,
    gate: gate ?? null,
    reason: reason ?? null,
    touches: n,
  }
}
