import type { Filter } from 'mongodb'
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
/** One in so many: whoever is rarer is found sooner by how they stand than by going through all of the journey. */
const rareIn = 50

/** Which touches of a journey are shown. `reason`: of the decision they stand by; `stepId`, `since`: of one step, made since then. */
export interface TouchLook {
  states: readonly Touch['state'][]
  channel?: Channel
  reason?: string
  stepId?: string
  since?: Date
}

/** Touches counted, for people; nothing here moves one. */
export function createTouchFigures(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)

  /** Counted from the index alone. */
  async function tallyOf(journeyId: string): Promise<TouchTally[]> {
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
    return rows.map(toTally).sort((a, b) => b.touches - a.touches)
  }

  /** A page of those who stand in one of these ways, which few do: the index leads to each way's own. */
  async function pageOfFew(
    ways: readonly TouchTally[],
    more: Filter<Touch>,
    limit: number,
  ): Promise<Touch[]> {
    const each = ways.map(({ state, channel, messageId, gate, reason }) =>
      touches
        .find({
          ...more,
          state,
          channel: channel as never,
          messageId,
          'standsBy.gate': gate as never,
          'standsBy.reason': reason as never,
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    )
    const found = (await Promise.all(each)).flat()
    return found.sort((a, b) => (a._id < b._id ? -1 : 1)).slice(0, limit)
  }

  return {
    /** Those of a journey, without those of test accounts. */
    tallyOf,

    /** Messages put off to a later time. */
    countDeferred(): Promise<number> {
      return touches.countDocuments({ state: 'deferred' })
    },

    /** Those of a journey, by id after `after`; without test accounts. */
    async page(
      journeyId: string,
      look: TouchLook,
      { after, limit }: { after?: string; limit: number },
    ): Promise<{ items: Touch[]; next: string | null }> {
      const { states, channel, reason, stepId, since } = look
      const all = await tallyOf(journeyId)
      const ways = all.filter(
        (one) =>
          states.includes(one.state) &&
          (channel === undefined || one.channel === channel) &&
          (reason === undefined || one.reason === reason),
      )
      const begins = `${journeyId}:`
      const place = {
        ...(stepId !== undefined && { stepId }),
        ...(since !== undefined && { createdAt: { $gte: since } }),
      }
      const items =
        sum(ways) * rareIn < sum(all)
          ? await pageOfFew(
              ways,
              { journeyId, isTest: false, _id: { $gt: after ?? begins }, ...place } as Filter<Touch>,
              limit,
            )
          : await touches
              .find({
                _id: { $gt: after ?? begins, $lt: `${journeyId};` },
                isTest: { $ne: true },
                state: { $in: [...states] },
                ...(channel !== undefined && { channel }),
                ...(reason !== undefined && { 'standsBy.reason': reason }),
                ...place,
              } as Filter<Touch>)
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

function toTally({ _id: { messageId, state, channel, gate, reason }, n }: Row): TouchTally {
  return {
    messageId,
    state,
    channel: channel ?? null,
    gate: gate ?? null,
    reason: reason ?? null,
    touches: n,
  }
}

const sum = (rows: readonly TouchTally[]): number => rows.reduce((all, { touches }) => all + touches, 0)
