import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { createAudienceStore } from './audience-store.ts'
import { decide, eventLeavesOf } from './evaluate.ts'
import { resolveSegments } from './resolve-segments.ts'
import { narrowCustomers } from './store-filter.ts'

export interface Audience {
  /**
   * Ids of the customers a rule holds for now, in pages by id; a page may be smaller than asked, never empty. `now` is
   * taken once, at the start. Whoever changes customers between two pages is not visited twice.
   */
  pages(rule: Rule, options?: { pageSize?: number }): AsyncIterable<string[]>
  /** Those of the given customers the rule holds for now, by id; their events are counted in the store. */
  holdsFor(rule: Rule, customers: Customer[]): Promise<Set<string>>
}

const usualPageSize = 500

/** `segment` gives a definition by id (the registry's look-up). */
export function createAudience(dependencies: {
  connection: Connection
  clock: Clock
  segment: (id: string) => SegmentDefinition
}): Audience {
  const { connection, clock, segment } = dependencies
  const store = createAudienceStore(connection)

  async function keep(rule: Rule, customers: Customer[], now: Date): Promise<Customer[]> {
    const counted = new Map<EventCount, Map<string, number>>()
    const ids = customers.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    for (const leaf of eventLeavesOf(rule)) counted.set(leaf, await store.countEvents(leaf, ids, now))
    return customers.filter((customer) => {
      const own = [customer._id, ...customer.mergedFrom]
      const count = (leaf: EventCount) => own.reduce((sum, id) => sum + (counted.get(leaf)?.get(id) ?? 0), 0)
      return decide(rule, { customer, count }, now)
    })
  }

  return {
    async *pages(written, { pageSize = usualPageSize } = {}) {
      const now = clock.now()
      const rule = resolveSegments(written, segment)
      const filter = narrowCustomers(rule, now)?.filter ?? null
      let last: string | null = null
      for (;;) {
        const page: Customer[] = await store.customersAfter(last, filter, pageSize)
        const kept = page.length === 0 ? [] : await keep(rule, page, now)
        if (kept.length > 0) yield kept.map(({ _id }) => _id)
        if (page.length < pageSize) return
        last = page.at(-1)?._id ?? null
      }
    },
    async holdsFor(written, customers) {
      if (customers.length === 0) return new Set()
      const kept = await keep(resolveSegments(written, segment), customers, clock.now())
      return new Set(kept.map(({ _id }) => _id))
    },
  }
}
