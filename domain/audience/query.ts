import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { createAudienceStore } from './audience-store.ts'
import { decide, eventLeavesOf } from './evaluate.ts'
import type { Crowd, PageOptions } from './ports.ts'
import { resolveSegments } from './resolve-segments.ts'
import { type Narrowed, narrowCustomers } from './store-filter.ts'

export interface Audience {
  /**
   * Ids of the customers a rule holds for now, in pages by id; a page may be smaller than asked, never empty. `now` is
   * taken once, at the start. Whoever changes customers between two pages is not visited twice.
   */
  pages(rule: Rule, options?: Partial<PageOptions>): AsyncIterable<string[]>
  /** The same with the customers themselves where one read tells all, each page read when it is asked for. */
  crowds(rule: Rule, options: PageOptions): AsyncIterable<Crowd>
  /** Time zones customers are known to live in. Reads every customer. */
  zones(): Promise<string[]>
  /** Those of the given customers the rule holds for now, by id; their events are counted in the store. */
  holdsFor(rule: Rule, customers: Customer[]): Promise<Set<string>>
}

const usualPageSize = 500

/** Those of a page the rule holds for, and where the next one begins; null = there is none. */
interface Page<Those> {
  those: Those
  last: string | null
}

/** What one page is asked with. */
interface Asked extends PageOptions {
  rule: Rule
  narrowed: Narrowed
  now: Date
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

  const lastOf = (ids: string[], { pageSize }: PageOptions) =>
    ids.length < pageSize ? null : (ids.at(-1) ?? null)

  async function idsAfter(last: string | null, asked: Asked): Promise<Page<string[]>> {
    const { rule, narrowed, now } = asked
    if (narrowed?.exact === true) {
      const ids = await store.idsAfter(last, narrowed.filter, asked)
      return { those: ids, last: lastOf(ids, asked) }
    }
    const found = await store.customersAfter(last, narrowed?.filter ?? null, asked)
    const kept = found.length === 0 ? [] : await keep(rule, found, now)
    return { those: idsOf(kept), last: lastOf(idsOf(found), asked) }
  }

  async function crowdAfter(last: string | null, asked: Asked): Promise<Page<Crowd>> {
    if (asked.narrowed?.exact !== true) {
      const { those: ids, last: next } = await idsAfter(last, asked)
      return { those: { ids }, last: next }
    }
    const customers = await store.wholeCustomersAfter(last, asked.narrowed.filter, asked)
    const ids = idsOf(customers)
    return { those: { ids, customers }, last: lastOf(ids, asked) }
  }

  async function* inPages<Those>(
    written: Rule,
    options: PageOptions,
    pageAfter: (last: string | null, asked: Asked) => Promise<Page<Those>>,
  ): AsyncGenerator<Those> {
    const now = clock.now()
    const rule = resolveSegments(written, segment)
    const asked = { ...options, rule, narrowed: narrowCustomers(rule, now), now }
    let last: string | null = null
    for (;;) {
      const page: Page<Those> = await pageAfter(last, asked)
      yield page.those
      if (page.last === null) return
      last = page.last
    }
  }

  return {
    async *pages(written, { pageSize = usualPageSize, without } = {}) {
      for await (const ids of inPages(written, { pageSize, without }, idsAfter)) if (ids.length > 0) yield ids
    },
    async *crowds(written, options) {
      for await (const crowd of inPages(written, options, crowdAfter)) if (crowd.ids.length > 0) yield crowd
    },
    zones: store.timeZones,
    async holdsFor(written, customers) {
      if (customers.length === 0) return new Set()
      const kept = await keep(resolveSegments(written, segment), customers, clock.now())
      return new Set(kept.map(({ _id }) => _id))
    },
  }
}

const idsOf = (customers: Customer[]): string[] => customers.map(({ _id }) => _id)
