import { createAudienceReader } from '../../models/audience.ts'
import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { EventCount } from '../language/rule.ts'
import { matchesProps, windowOf } from './evaluate.ts'
import type { PageOptions } from './ports.ts'
import { narrowEvents, type StoreFilter } from './store-filter.ts'

/** The two questions an audience asks of the store. Events are found by their index {customerId, name, at}. */
export function createAudienceStore(connection: Connection) {
  const reader = createAudienceReader(connection)

  return {
    /** The next customers by id; those merged into another are left out. */
    customersAfter(
      last: string | null,
      filter: StoreFilter | null,
      { pageSize, without }: PageOptions,
    ): Promise<Customer[]> {
      return reader.customers(after(last, filter, without), pageSize)
    },
    /** The same, with all that is kept of them. */
    wholeCustomersAfter(
      last: string | null,
      filter: StoreFilter,
      { pageSize, without }: PageOptions,
    ): Promise<Customer[]> {
      return reader.wholeCustomers(after(last, filter, without), pageSize)
    },
    /** The same, for whoever need not look at them. */
    idsAfter(
      last: string | null,
      filter: StoreFilter,
      { pageSize, without }: PageOptions,
    ): Promise<string[]> {
      return reader.customerIds(after(last, filter, without), pageSize)
    },

    timeZones: reader.timeZones,

    /** How many events of the leaf each id has; ids without any are left out. */
    async countEvents(leaf: EventCount, ids: string[], now: Date): Promise<Map<string, number>> {
      const { from, until } = windowOf(leaf, now)
      const found = { customerId: { $in: ids }, name: leaf.event, at: { $gte: from, $lte: until } }
      const { where } = leaf
      const narrowed = where === undefined ? null : narrowEvents(where, now)
      const filter = narrowed === null ? found : { $and: [found, narrowed.filter] }
      if (where === undefined || narrowed?.exact === true) return reader.countEvents(filter)
      const counts = new Map<string, number>()
      for await (const event of reader.events(filter)) {
        if (!matchesProps(where, event.props, now)) continue
        counts.set(event.customerId, (counts.get(event.customerId) ?? 0) + 1)
      }
      return counts
    },
  }
}

function after(
  last: string | null,
  filter: StoreFilter | null,
  without: PageOptions['without'],
): StoreFilter {
  const parts: StoreFilter[] = [{ mergedInto: null }]
  if (last !== null) parts.push({ _id: { $gt: last } })
  if (without === 'test accounts') parts.push({ isTest: { $ne: true } })
  if (filter !== null) parts.push(filter)
  return { $and: parts }
}
