import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { createAudienceStore } from './audience-store.ts'
import { decide, eventLeavesOf } from './evaluate.ts'
import type { PageOptions } from './ports.ts'
import { resolveSegments } from './resolve-segments.ts'
import { type Narrowed, narrowCustomers } from './store-filter.ts'

export interface Audience {
  /**
   * Ids of the customers a rule holds for now, in pages by id; a page may be smaller than asked, never empty. `now` is
   * taken once, at the start. Whoever changes customers between two pages is not visited twice.
   */
  pages(rule: Rule, options?: Partial<PageOptions>): AsyncIterable<string[]>
  /** Time zones customers are known to live in. Reads every customer. */
  zones(): Promise<string[]>
  /** Those of the given customers the rule holds for now, by id; their events are counted in the store. */
  holdsFor(rule: Rule, customers: Customer[]): Promise<Set<string>>
}

const usualPageSize = 500

/** Those of a page the rule holds for, and where the next one begins; null = there is none. */
interface Page {
  ids: string[]
  last: string | null
}

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

  async function pageAfter(
    last: string | null,
    { rule, narrowed, now, ...options }: { rule: Rule; narrowed: Narrowed; now: Date } & PageOptions,
  ): Promise<Page> {
    const next = (ids: string[]) => (ids.length < options.pageSize ? null : (ids.at(-1) ?? null))
    if (narrowed?.exact === true) {
      const ids = await store.idsAfter(last, narrowed.filter, options)
      return { ids, last: next(ids) }
    }
    const found = await store.customersAfter(last, narrowed?.filter ?? null, options)
    const kept = found.length === 0 ? [] : await keep(rule, found, now)
    return { ids: kept.map(({ _id }) => _id), last: next(found.map(({ _id }) => _id)) }
  }

  return {
    async *pages(written, { pageSize = usualPageSize, without } = {}) {
      const now = clock.now()
      const rule = resolveSegments(written, segment)
      const narrowed = narrowCustomers(rule, now)
      let last: string | null = null
      for (;;) {
        const page: Page = await pageAfter(last, { rule, narrowed, now, pageSize, without })
        if (page.ids.length > 0) yield page.ids
        if (page.last === null) return
        last = page.last
      }
    },
    zones: store.timeZones,
    async holdsFor(written, customers) {
      if (customers.length === 0) return new Set()
      const kept = await keep(resolveSegments(written, segment), customers, clock.now())
      return new Set(kept.map(({ _id }) => _id))
    },
  }
}
