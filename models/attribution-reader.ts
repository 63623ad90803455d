import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type CouponGrant, grantSchema } from './coupons.ts'
import { type EventRecord, eventSchema } from './events.ts'
import { groupSendPersonSchema } from './group-send-people.ts'
import type { OrderKey } from './order-entry.ts'
import { type Order, orderSchema } from './orders.ts'
import { type Task, taskSchema } from './tasks.ts'
import { type Touch, touchSchema } from './touch.ts'

/** What an event says of a contact. */
export type ToldOfContact = Pick<EventRecord, '_id' | 'customerId' | 'name' | 'at' | 'receivedAt' | 'props'>

const told = { customerId: 1, name: 1, at: 1, receivedAt: 1, props: 1 }

export type AttributionReader = ReturnType<typeof createAttributionReader>

/** Reads what orders are attributed by, each by an index: of people, by every id they had, or of a stretch of time. */
export function createAttributionReader(connection: Connection) {
  const events = hotPathOf(connection, eventSchema)
  const touches = hotPathOf(connection, touchSchema)
  const tasks = hotPathOf(connection, taskSchema)
  const coupons = hotPathOf(connection, grantSchema)
  const orders = hotPathOf(connection, orderSchema)
  const people = hotPathOf(connection, groupSendPersonSchema)

  return {
    paidOrdersOf(customerIds: readonly string[]): Promise<Order[]> {
      return orders
        .find({ customerId: { $in: [...customerIds] }, 'payment.at': { $exists: true } } as object)
        .toArray()
    },
    /** Events of these names about these people within [from, to]. */
    eventsOf(
      customerIds: readonly string[],
      names: readonly string[],
      from: Date,
      to: Date,
    ): Promise<ToldOfContact[]> {
      const who = { customerId: { $in: [...customerIds] } }
      return events
        .find({ ...who, name: { $in: [...names] }, at: { $gte: from, $lte: to } }, { projection: told })
        .toArray()
    },
    touches(ids: readonly string[]): Promise<Touch[]> {
      return touches
        .find({ _id: { $in: [...ids] } }, { projection: { decisions: 0, effects: 0, plan: 0 } })
        .toArray()
    },
    tasksDoneOf(customerIds: readonly string[], from: Date, to: Date): Promise<Task[]> {
      return tasks
        .find(
          { customerId: { $in: [...customerIds] }, state: 'done', doneAt: { $gte: from, $lte: to } },
          { projection: { customerId: 1, doneAt: 1, isTest: 1 } },
        )
        .toArray()
    },
    couponsHeldBy(ids: readonly OrderKey[]): Promise<CouponGrant[]> {
      return coupons.find({ order: { $in: [...ids] } }).toArray()
    },

    /** What was heard in the order it was heard, behind one, before then: events of these names among the next `limit` of all. */
    async heardBehind(
      after: After,
      until: Date,
      names: ReadonlySet<string>,
      limit: number,
    ): Promise<{ found: ToldOfContact[]; last: After; isAll: boolean }> {
      const heard = await behind<EventRecord>(
        { collection: events, where: {}, field: 'receivedAt', direction: 'rising', until, projection: told },
        after,
        limit,
      )
      const last = heard.at(-1)
      return {
        found: heard.filter(({ name }) => names.has(name)),
        last: last === undefined ? after : { at: last.receivedAt, id: last._id },
        isAll: heard.length < limit,
      }
    },

    /** Events of one name that happened in [from, to), some at a time. */
    async *happened(name: string, from: Date, to: Date, pageSize = 500): AsyncGenerator<ToldOfContact[]> {
      let page: ToldOfContact[] = []
      for await (const event of events.find({ name, at: { $gte: from, $lt: to } }, { projection: told })) {
        page.push(event)
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
    /** How many follow-ups were finished in [from, to), without those about test accounts. */
    tasksDone(from: Date, to: Date): Promise<number> {
      return tasks.countDocuments({ doneAt: { $gte: from, $lt: to }, isTest: { $ne: true } })
    },
    /** The group-sends these touches went out by. */
    async groupSendsOf(touchIds: readonly string[]): Promise<Map<string, string>> {
      const found = await people
        .find(
          { touchId: { $in: [...touchIds] }, outcome: 'sent' },
          { projection: { touchId: 1, groupSend: 1 } },
        )
        .toArray()
      return new Map(found.map(({ touchId, groupSend }) => [touchId, groupSend]))
    },
  }
}
