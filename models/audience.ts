import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import type { KeluEvent } from './event.ts'
import { type EventRecord, eventSchema } from './events.ts'

/** A condition made from a rule; only operators both kinds of store have. */
type Condition = Record<string, unknown>

/** What rules ask of the store. The conditions are the caller's: which ones a rule needs is no matter of storage. */
export function createAudienceReader(connection: Connection) {
  // Hot: a scan reads every customer there is.
  const customers = hotPathOf(connection, customerSchema)
  const events = hotPathOf(connection, eventSchema)

  return {
    /** Customers by id, without what no rule asks about. */
    customers(condition: Condition, limit: number): Promise<Customer[]> {
      return customers
        .find<Customer>(condition as Filter<Customer>, { projection: { outbox: 0, recent: 0, slots: 0 } })
        .sort({ _id: 1 })
        .limit(limit)
        .batchSize(limit)
        .toArray()
    },
    /** The same, with all that is kept of them. */
    wholeCustomers(condition: Condition, limit: number): Promise<Customer[]> {
      return customers
        .find(condition as Filter<Customer>)
        .sort({ _id: 1 })
        .limit(limit)
        .batchSize(limit)
        .toArray()
    },
    /** Their ids alone. */
    async customerIds(condition: Condition, limit: number): Promise<string[]> {
      const found = customers
        .find<{ _id: string }>(condition as Filter<Customer>, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .batchSize(limit)
      return (await found.toArray()).map(({ _id }) => _id)
    },
    /** The zones customers are known to live in; of most none is known. Reads every customer. */
    async timeZones(): Promise<string[]> {
      const groups = await customers
        .aggregate<{ _id: string }>([
          { $match: { 'profile.timeZone': { $gt: '' }, mergedInto: null } },
          { $group: { _id: '$profile.timeZone', n: { $sum: 1 } } },
        ])
        .toArray()
      return groups.map(({ _id }) => _id)
    },
    /** How many such events each customer id has; ids without any are left out. */
    async countEvents(condition: Condition): Promise<Map<string, number>> {
      const groups = await events
        .aggregate<{ _id: string; n: number }>([
          { $match: condition },
          { $group: { _id: '$customerId', n: { $sum: 1 } } },
        ])
        .toArray()
      return new Map(groups.map(({ _id, n }) => [_id, n]))
    },
    /** Whose such events are and what they hold, one by one. */
    events(condition: Condition): AsyncIterable<Pick<KeluEvent, 'customerId' | 'props'>> {
      return events.find(condition as Filter<EventRecord>, { projection: { customerId: 1, props: 1 } })
    },
  }
}
