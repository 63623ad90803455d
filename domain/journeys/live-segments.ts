import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { historyMs, matches } from '../audience/evaluate.ts'
import { resolveSegments } from '../audience/resolve-segments.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { leavesOf } from '../language/walk-rule.ts'

import type { EventHistory, Memberships } from './ports.ts'
import { lookBack, segmentsOf } from './runner/look.ts'

export type LiveSegments = ReturnType<typeof createLiveSegments>

interface LiveSegmentDeps {
  customers: Customers
  memberships: Memberships
  history: EventHistory
  registry: Pick<Registry, 'segment' | 'segments'>
  clock: Clock
}

/** Keeps the membership of live segments and tells who enters and leaves. */
export function createLiveSegments(deps: LiveSegmentDeps) {
  const { customers, memberships, registry } = deps
  const live = registry.segments
    .filter((segment) => segment.kind === 'live')
    .map((segment) => ({ segment, asks: asksOf(segment.rule, registry) }))

  /** Tells first and notes second, so that a crash between the two tells again instead of never. */
  async function move(
    customer: Customer,
    segmentId: string,
    change: 'entered' | 'left',
    cause: string,
  ): Promise<void> {
    await customers.hear({
      _id: `segment:${segmentId}:${change}:${customer._id}:${cause}`,
      customerId: customer._id,
      name: `segment.${change}`,
      at: deps.clock.now(),
      props: { segment: segmentId },
      source: 'segments',
    })
  }

  function holds(segment: SegmentDefinition, customer: Customer, events: KeluEvent[]): boolean {
    const now = deps.clock.now()
    const inSegment = segmentsOf(registry, { customer, events }, now)
    return matches(segment.rule, { customer, events, inSegment }, now)
  }

  /** The history the rules of these segments ask for, in one query; none when they ask for none. */
  async function historyFor(concerned: { asks: Asks }[], customer: Customer): Promise<KeluEvent[]> {
    const names = [...new Set(concerned.flatMap(({ asks }) => asks.events))]
    if (names.length === 0) return []
    const since = new Date(deps.clock.now().getTime() - historyMs)
    return (await lookBack(deps.history, [{ customer, names, since }]))[0] ?? []
  }

  return {
    /** Notes a membership event, or evaluates the segments this event may have changed. Returns the customer after it. */
    async after(event: KeluEvent, told: Customer): Promise<Customer> {
      if (event.name === 'segment.entered' || event.name === 'segment.left') {
        const segmentId = String(event.props.segment)
        const changed =
          event.name === 'segment.entered'
            ? await memberships.joinSegment(told._id, segmentId)
            : await memberships.leaveSegment(told._id, segmentId)
        if (!changed) return told
      }
      let customer = event.name.startsWith('segment.') ? ((await customers.find(told._id)) ?? told) : told
      const concerned = live.filter(({ asks }) => mayChange(asks, event))
      const events = await historyFor(concerned, customer)
      for (const { segment } of concerned) {
        const isIn = customer.segments.includes(segment.id)
        const shouldBe = holds(segment, customer, events)
        if (isIn === shouldBe) continue
        await move(customer, segment.id, shouldBe ? 'entered' : 'left', event._id)
        // Others may have moved too while that was told.
        customer = (await customers.find(customer._id)) ?? customer
      }
      return customer
    },

    move,
  }
}

/** What a rule asks about. */
interface Asks {
  events: string[]
  segments: string[]
  /** Tags, traits, consent or reach. */
  profile: boolean
}

function asksOf(rule: Rule, registry: Pick<Registry, 'segment'>): Asks {
  const leaves = [...leavesOf(resolveSegments(rule, registry.segment))].map(({ leaf }) => leaf)
  return {
    events: [...new Set(leaves.flatMap((leaf) => (leaf.kind === 'event' ? [leaf.event] : [])))],
    segments: leaves.flatMap((leaf) => (leaf.kind === 'segment' ? [leaf.segment] : [])),
    profile: leaves.some((leaf) => leaf.kind !== 'event' && leaf.kind !== 'segment'),
  }
}

/** Whether this event can change what the rule says. The profile may move with any event; where a look costs a query, only with its own. */
function mayChange({ events, segments, profile }: Asks, event: KeluEvent): boolean {
  if (events.includes(event.name)) return true
  if (event.name.startsWith('segment.')) return segments.includes(String(event.props.segment))
  if (event.name.startsWith('journey.')) return false
  return profile && (events.length === 0 || event.name.startsWith('customer.'))
}
