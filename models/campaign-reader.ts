import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type CouponGrant, grantSchema } from './coupons.ts'
import { type EventRecord, eventSchema } from './events.ts'
import { type Order, orderSchema } from './orders.ts'
import { type Run, runSchema } from './run.ts'
import { type Touch, type TouchState, touchSchema } from './touch.ts'

/** From the first moment to the last; the end is excluded. */
export interface Span {
  from: Date
  to: Date
}

/** What of a passage says who entered, and by what. */
export type Entering = Pick<Run, '_id' | 'journeyId' | 'customerId' | 'startedAt' | 'holdout' | 'goalMetAt'>

/** States of a message that went out. */
const wentOut: readonly TouchState[] = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'converted']

const enteringFields = { journeyId: 1, customerId: 1, startedAt: 1, holdout: 1, goalMetAt: 1 }
const real = { isTest: null as never }
const within = ({ from, to }: Span) => ({ $gte: from, $lt: to })

export type CampaignReader = ReturnType<typeof createCampaignReader>

/** Reads what flows did within some days, along indexes; who is a test customer, or became another, is for who asks. */
export function createCampaignReader(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)
  const touches = hotPathOf(connection, touchSchema)
  const orders = hotPathOf(connection, orderSchema)
  const grants = hotPathOf(connection, grantSchema)
  const events = hotPathOf(connection, eventSchema)

  async function* inPages<T>(found: AsyncIterable<T>, pageSize: number): AsyncGenerator<T[]> {
    let page: T[] = []
    for await (const each of found) {
      page.push(each)
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  }

  const begun = (flow: string, span: Span) =>
    ({ journeyId: flow, ...real, startedAt: within(span) }) as Filter<Run>

  return {
    /** All who began on a flow, some at a time. */
    entered(flow: string, span: Span, pageSize = 1_000): AsyncGenerator<Entering[]> {
      return inPages<Entering>(runs.find(begun(flow, span), { projection: enteringFields }), pageSize)
    },
    /** The next of them behind one, the newest first. */
    enteredPage(flow: string, { from, to }: Span, after: After | null, limit: number): Promise<Entering[]> {
      return behind<Run>(
        {
          collection: runs,
          where: { journeyId: flow, ...real } as Filter<Run>,
          ...{ field: 'startedAt', direction: 'falling', from, projection: enteringFields },
        },
        after ?? justBefore(to),
        limit,
      )
    },
    /** What whoever had one of these ids began on these flows. */
    enteredBy(customerIds: readonly string[], flows: readonly string[], span: Span): Promise<Entering[]> {
      const theirs = { customerId: { $in: [...customerIds] }, state: { $in: ['active', 'ended'] } }
      const where = { ...theirs, journeyId: { $in: [...flows] }, ...real, startedAt: within(span) }
      return runs.find(where as Filter<Run>, { projection: enteringFields }).toArray()
    },

    /** Orders paid then, some at a time. */
    paid(span: Span, pageSize = 500): AsyncGenerator<Order[]> {
      return inPages(orders.find({ 'payment.at': within(span) } as Filter<Order>), pageSize)
    },
    /** The next of them behind one, the newest first. */
    paidPage({ from, to }: Span, after: After | null, limit: number): Promise<Order[]> {
      const ordered = {
        collection: orders,
        where: {},
        field: 'payment.at',
        direction: 'falling',
        from,
      } as const
      return behind<Order>(ordered, after ?? justBefore(to), limit)
    },
    /** Those of whoever had one of these ids, whenever they were paid. */
    ordersOf(customerIds: readonly string[]): Promise<Order[]> {
      return orders.find({ customerId: { $in: [...customerIds] } }).toArray()
    },

    /** How many messages of a flow, of those begun then, went out: counted from the index alone. */
    countSent(flow: string, span: Span): Promise<number> {
      return touches.countDocuments(sentOf(flow, span))
    },
    /** The next of them behind one, the last begun first. */
    sentPage(flow: string, { from, to }: Span, after: After | null, limit: number): Promise<Touch[]> {
      const where = { journeyId: flow, isTest: false, state: { $in: [...wentOut] } } as Filter<Touch>
      const ordered = { collection: touches, where, field: 'createdAt', direction: 'falling', from } as const
      return behind<Touch>(ordered, after ?? justBefore(to), limit)
    },
    /** Billed segments of their SMS; of whose answer was lost, too, since it may have gone out. */
    async smsSegments(flow: string, span: Span): Promise<number> {
      const made = { journeyId: flow, isTest: false, createdAt: within(span) }
      let segments = 0
      const found = touches.find({ ...made, 'attempts.channel': 'sms' } as Filter<Touch>, {
        projection: { attempts: 1 },
      })
      for await (const { attempts } of found) {
        for (const { channel, outcome, segments: billed = 1 } of attempts) {
          if (channel === 'sms' && (outcome === 'sent' || outcome === 'unknown')) segments += billed
        }
      }
      return segments
    },

    /** Redeemed coupons of those a flow gave out then, some at a time. Their ids begin with what gave them. */
    redeemed(flow: string, span: Span, pageSize = 1_000): AsyncGenerator<CouponGrant[]> {
      return inPages(grants.find(redeemedBy(flow, span, null)), pageSize)
    },

    /** The next of them behind one, by id. */
    redeemedPage(flow: string, span: Span, after: string | null, limit: number): Promise<CouponGrant[]> {
      return grants
        .find(redeemedBy(flow, span, after))
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },

    /** Whom an event of this name happened to then, by the id they had, some at a time; not what was so before anybody looked. */
    async *whom(name: string, span: Span, pageSize = 1_000): AsyncGenerator<string[]> {
      const found = events.find(
        { name, at: within(span), history: null as never },
        { projection: { customerId: 1 } },
      )
      for await (const page of inPages(found, pageSize)) yield page.map(({ customerId }) => customerId)
    },
    /** The next of them behind one, the newest first. */
    happenedPage(
      name: string,
      { from, to }: Span,
      after: After | null,
      limit: number,
    ): Promise<EventRecord[]> {
      const where = { name, history: null as never } as Filter<EventRecord>
      const ordered = { collection: events, where, field: 'at', direction: 'falling', from } as const
      return behind<EventRecord>(ordered, after ?? justBefore(to), limit)
    },
    /** When it happened then to whoever had one of these ids. */
    happenedTo(customerIds: readonly string[], name: string, span: Span): Promise<EventRecord[]> {
      const theirs = { customerId: { $in: [...customerIds] }, name, at: within(span), history: null as never }
      return events.find(theirs).toArray()
    },
  }
}

const redeemedBy = (flow: string, span: Span, after: string | null): Filter<CouponGrant> =>
  ({
    _id: { $gt: after ?? `grant:${flow}:`, $lt: `grant:${flow};` },
    ...real,
    state: 'redeemed',
    grantedAt: within(span),
  }) as Filter<CouponGrant>

const sentOf = (flow: string, span: Span): Filter<Touch> =>
  ({ journeyId: flow, isTest: false, createdAt: within(span), state: { $in: [...wentOut] } }) as Filter<Touch>

/** Where a list begins that has nothing of that moment or later in it. */
const justBefore = (to: Date): After => ({ at: to, id: '\uffff' })
