import type { Connection } from 'mongoose'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { EventCount } from '../language/rule.ts'
import { matchesProps, windowOf } from './evaluate.ts'
import { narrowEvents, type StoreFilter } from './store-filter.ts'

/** The two questions an audience asks of the store. Events are found by their index {customerId, name, at}. */
export function createAudienceStore(connection: Connection) {
  const customers = connection.collection<Customer>('customers')
  const events = connection.collection<KeluEvent>('events')

  return {
    /** The next customers by id; those merged into another are left out. */
    async customersAfter(
      last: string | null,
      filter: StoreFilter | null,
      limit: number,
    ): Promise<Customer[]> {
      const parts: StoreFilter[] = [{ mergedInto: null }]
      if (last !== null) parts.push({ _id: { $gt: last } })
      if (filter !== null) parts.push(filter)
      return customers
        .find({ $and: parts }, { projection: { outbox: 0, recent: 0, slots: 0 } })
        .sort({ _id: 1 })
        .limit(limit)
        .batchSize(limit)
        .toArray() as Promise<Customer[]>
    },

    /** How many events of the leaf each id has; ids without any are left out. */
    async countEvents(leaf: EventCount, ids: string[], now: Date): Promise<Map<string, number>> {
      const { from, until } = windowOf(leaf, now)
      const found = { customerId: { $in: ids }, name: leaf.event, at: { $gte: from, $lte: until } }
      const { where } = leaf
      const narrowed = where === undefined ? null : narrowEvents(where, now)
      const filter = narrowed === null ? found : { $and: [found, narrowed.filter] }
      if (where === undefined || narrowed?.exact === true) {
        const groups = await events
          .aggregate<{ _id: string; n: number }>([
            { $match: filter },
            { $group: { _id: '$customerId', n: { $sum: 1 } } },
          ])
          .toArray()
        return new Map(groups.map(({ _id, n }) => [_id, n]))
      }
      const counts = new Map<string, number>()
      for await (const event of events.find(filter, { projection: { customerId: 1, props: 1 } })) {
        if (!matchesProps(where, event.props, now)) continue
        counts.set(event.customerId, (counts.get(event.customerId) ?? 0) + 1)
      }
      return counts
    },
  }
}
