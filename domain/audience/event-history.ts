import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import { leavesOf } from '../language/walk-rule.ts'
import { matches } from './evaluate.ts'
import type { EventHistory } from './ports.ts'

/** More than this of one batch, and customers are asked for one by one. */
const batchLimit = 10_000
/** The newest events of one customer that rules see. */
const customerLimit = 2_000

export interface HistoryQuery {
  customer: Customer
  names: string[]
  since: Date
}

/** Loads the events of many customers in one query; each gets those it asked for. */
export async function loadHistory(history: EventHistory, queries: HistoryQuery[]): Promise<KeluEvent[][]> {
  if (queries.length === 0) return []
  const idsOf = queries.map(({ customer }) => [customer._id, ...customer.mergedFrom])
  const found = await history.history([...new Set(idsOf.flat())], {
    names: [...new Set(queries.flatMap(({ names }) => names))],
    since: new Date(Math.min(...queries.map(({ since }) => since.getTime()))),
    limit: batchLimit,
  })
  if (found.length === batchLimit && queries.length > 1) {
    const each: KeluEvent[][] = []
    for (const look of queries) each.push((await loadHistory(history, [look]))[0] ?? [])
    return each
  }
  const byCustomer = new Map<string, KeluEvent[]>()
  for (const event of found) {
    const others = byCustomer.get(event.customerId)
    if (others === undefined) byCustomer.set(event.customerId, [event])
    else others.push(event)
  }
  return queries.map(({ names, since }, index) =>
    (idsOf[index] ?? [])
      .flatMap((id) => byCustomer.get(id) ?? [])
      .filter((event) => names.includes(event.name) && event.at >= since)
      .slice(-customerLimit),
  )
}

/** Whether a customer is in a segment: a live one by membership, a static one by asking its rule. */
export function segmentsOf(
  registry: Pick<Registry, 'segment'>,
  subject: { customer: Customer; events: KeluEvent[] },
  now: Date,
): (segmentId: string) => boolean {
  const inSegment = (segmentId: string): boolean => {
    const segment = registry.segment(segmentId)
    if (segment.kind === 'live') return subject.customer.segments.includes(segmentId)
    return matches(segment.rule, { ...subject, inSegment }, now)
  }
  return inSegment
}

/** The event names a rule asks about, those of static segments it refers to included. */
export function namesOf(rule: Rule, registry: Pick<Registry, 'segment'>): string[] {
  const names = [...leavesOf(rule)].flatMap(({ leaf }): string[] => {
    if (leaf.kind === 'event') return [leaf.event]
    if (leaf.kind !== 'segment') return []
    const segment = registry.segment(leaf.segment)
    return segment.kind === 'static' ? namesOf(segment.rule, registry) : []
  })
  return [...new Set(names)]
}
