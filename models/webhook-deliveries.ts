import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { collectionOf, date, hotPathOf, number, oneOf, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** `waiting` to be delivered (again), `delivered`, `dead` = given up, kept to be replayed. */
export const deliveryStates = ['waiting', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** One try: the status of the answer, or a code of why there was none. */
export interface DeliveryAttempt {
  at: Date
  status?: number
  why?: string
}

/** One event for one receiver. Holds no contact data. */
export interface WebhookDelivery {
  /** Made from receiver and event, so that there is one; it is the `webhook-id` of every try. */
  _id: string
  webhookId: string
  /** Kind of event, as the receiver reads it. */
  kind: string
  /** These very characters are sent, whenever it is. */
  body: string
  createdAt: Date
  state: DeliveryState
  /** Since it was made or replayed, crashes included. */
  tries: number
  /** While `waiting`: when it may be tried (again). Pushed forward by a lease. */
  dueAt: Date
  lease: string | null
  /** The three days of tries count from here. */
  firstTriedAt?: Date
  /** The last ones, the newest last. */
  attempts: DeliveryAttempt[]
  /** Machine time: read by the store's TTL monitor. */
  expiresAt: Date
}

const schema = collectionOf<WebhookDelivery>('webhookDeliveries', {
  _id: text,
  webhookId: text,
  kind: text,
  body: text,
  createdAt: date,
  state: oneOf(...deliveryStates),
  tries: number,
  dueAt: date,
  lease: String,
  firstTriedAt: Date,
  attempts: optionalMixed,
  expiresAt: date,
})
schema.index({ webhookId: 1, state: 1, dueAt: 1 })
schema.index({ webhookId: 1, createdAt: -1 })
schema.index({ webhookId: 1, state: 1, createdAt: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** Everything is kept for so long, delivered or not. */
export const retentionDays = 30
const attemptsKept = 40

export type NewDelivery = Pick<WebhookDelivery, '_id' | 'webhookId' | 'kind' | 'body' | 'createdAt'>
export type WebhookDeliveryStore = ReturnType<typeof createWebhookDeliveryStore>

export function createWebhookDeliveryStore(connection: Connection) {
  // Hot: every event somebody wants is inserted here, claimed and closed.
  const deliveries = hotPathOf(connection, schema)

  return {
    /** Durable when it returns; one that is there stays as it is. */
    async add(delivery: NewDelivery): Promise<void> {
      const expiresAt = new Date(Date.now() + retentionDays * 86_400_000)
      await unlessPresent(
        deliveries.insertOne({
          ...{ ...delivery, state: 'waiting', tries: 0, dueAt: delivery.createdAt, lease: null },
          ...{ attempts: [], expiresAt },
        }),
      )
    },
    find: (id: string): Promise<WebhookDelivery | null> => deliveries.findOne({ _id: id }),

    /** Takes what has waited longest; null when nothing of this receiver is due. */
    claim(webhookId: string, lease: string, now: Date, until: Date): Promise<WebhookDelivery | null> {
      return deliveries.findOneAndUpdate(
        { webhookId, state: 'waiting', dueAt: { $lte: now } },
        { $set: { lease, dueAt: until }, $inc: { tries: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
    },
    /** Writes down what came of a try, where the lease was not lost meanwhile. */
    async settle(
      { _id, lease, attempts }: Pick<WebhookDelivery, '_id' | 'lease' | 'attempts'>,
      attempt: DeliveryAttempt,
      next: Pick<WebhookDelivery, 'state' | 'dueAt' | 'firstTriedAt'>,
    ): Promise<void> {
      const kept = [...attempts, attempt].slice(-attemptsKept)
      await deliveries.updateOne({ _id, lease }, { $set: { ...next, attempts: kept, lease: null } })
    },
    /** What waits for a receiver that is there no more: whoever comes under its name later is not told it. */
    async giveUp(webhookId: string): Promise<void> {
      await deliveries.updateMany({ webhookId, state: 'waiting' }, { $set: { state: 'dead', lease: null } })
    },
    /** Makes one that is over due again, with all its tries ahead. */
    async replay(id: string, now: Date): Promise<boolean> {
      const over = { _id: id, state: { $in: ['delivered', 'dead'] as DeliveryState[] } }
      return (await deliveries.updateOne(over, replayed(now))).matchedCount === 1
    },
    /** All dead ones of a receiver that were made since then; tells how many. */
    async replayDead(webhookId: string, since: Date, now: Date): Promise<number> {
      const dead = { webhookId, state: 'dead' as const, createdAt: { $gte: since } }
      return (await deliveries.updateMany(dead, replayed(now))).modifiedCount
    },

    /** The newest first. */
    page(
      webhookId: string,
      state: DeliveryState | undefined,
      after: After | null,
      limit: number,
    ): Promise<WebhookDelivery[]> {
      const where = { webhookId, ...(state && { state }) }
      return behind<WebhookDelivery>(
        { collection: deliveries as never, where, field: 'createdAt', direction: 'falling' },
        after,
        limit,
      )
    },
    /** How many of a receiver stand so, counted up to `most`. */
    count: (webhookId: string, state: DeliveryState, most: number): Promise<number> =>
      deliveries.countDocuments({ webhookId, state }, { limit: most }),
    /** The earliest that is due of these receivers. */
    async nextDueAt(webhookIds: readonly string[]): Promise<Date | null> {
      let earliest: Date | null = null
      for (const webhookId of webhookIds) {
        const first = await deliveries.findOne(
          { webhookId, state: 'waiting' },
          { sort: { dueAt: 1 }, projection: { dueAt: 1 } },
        )
        if (first && (earliest === null || first.dueAt < earliest)) earliest = first.dueAt
      }
      return earliest
    },
  }
}

const replayed = (now: Date) => ({
  $set: { state: 'waiting' as const, dueAt: now, tries: 0, lease: null },
  $unset: { firstTriedAt: 1 as const },
})
