import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Clock } from '../clock.ts'
import type { Customers, NewEvent } from '../customers/contract.ts'
import type { Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { decideByProfile, eventNamesOf, historyMs, matches } from './evaluate.ts'
import { loadHistory } from './event-history.ts'
import { type Asks, asksOf, mayChange } from './live-segment-asks.ts'
import type { EventHistory, Memberships } from './ports.ts'
import { resolveSegments } from './resolve-segments.ts'

export type LiveSegments = ReturnType<typeof createLiveSegments>

interface LiveSegmentDeps {
  customers: Customers
  memberships: Memberships
  history: EventHistory
  registry: Pick<Registry, 'segment' | 'segments'>
  /** Rules that were changed, as they were before, until everybody is looked at; by segment. */
  former: () => ReadonlyMap<string, { rule: Rule }>
  clock: Clock
}

/** Why somebody entered or left whose segment was written anew: nothing about them changed. */
export const byRule = 'rule'

/** Or what was so before we looked became known of them. */
export const byHistory = 'history'
type Because = typeof byRule | typeof byHistory

/** Whether somebody was moved to whom nothing happened: that begins and ends nothing. */
export function isQuietMove({ source, props }: Pick<KeluEvent, 'source' | 'props'>): boolean {
  return source === 'segments' && (props.because === byRule || props.because === byHistory)
}

interface LiveSegment {
  id: string
  /** Static segments it names stand in it by their own rules. */
  rule: Rule
  asks: Asks
  /** That of before, until everybody is looked at. */
  former?: Rule
}

/** Keeps the membership of live segments and tells who enters and leaves. */
export function createLiveSegments(deps: LiveSegmentDeps) {
  const { customers, memberships, registry } = deps
  let present: { of: readonly SegmentDefinition[]; former: object; live: LiveSegment[] } | null = null

  /** Those published now, made ready once. */
  function liveNow(): LiveSegment[] {
    const of = registry.segments
    const former = deps.former()
    if (present?.of !== of || present.former !== former) {
      const live = of
        .filter((segment) => segment.kind === 'live')
        .map((segment): LiveSegment => {
          const rule = resolveSegments(segment.rule, registry.segment)
          const before = former.get(segment.id)
          return {
            id: segment.id,
            rule,
            asks: asksOf(rule),
            ...(before && { former: resolveSegments(before.rule, registry.segment) }),
          }
        })
      present = { of, former, live }
    }
    return present.live
  }

  const concernedBy = (event: KeluEvent) => liveNow().filter(({ asks }) => mayChange(asks, event))

  function moved(
    customer: Customer,
    segmentId: string,
    change: 'entered' | 'left',
    because?: Because,
  ): NewEvent {
    const n = (customer.segmentMoves?.[segmentId] ?? 0) + 1
    return {
      _id: `segment:${segmentId}:${change}:${customer._id}:${n}`,
      customerId: customer._id,
      name: `segment.${change}`,
      at: deps.clock.now(),
      props: { segment: segmentId, ...(because && { because }) },
      source: 'segments',
    }
  }

  /** Decides about one customer; the history is read when the first rule cannot be decided without it, once for all rules. */
  function judgeFor(rules: Rule[]) {
    let history: Promise<KeluEvent[]> | null = null
    return async (rule: Rule, customer: Customer): Promise<boolean> => {
      const now = deps.clock.now()
      const known = decideByProfile(rule, customer, now)
      if (known !== undefined) return known
      history ??= loadHistory(deps.history, [
        {
          customer,
          names: [...new Set(rules.flatMap(eventNamesOf))],
          since: new Date(now.getTime() - historyMs),
        },
      ]).then(([events]) => events ?? [])
      return matches(rule, { customer, events: await history }, now)
    }
  }

  /** Tells that many have entered or left at once. */
  async function moveAll(
    crowd: Customer[],
    segmentId: string,
    change: 'entered' | 'left',
    because?: Because,
  ): Promise<void> {
    if (crowd.length === 0) return
    const events = crowd.map((customer) => moved(customer, segmentId, change, because))
    await customers.accept(events)
    await customers.process(events.map(({ _id }) => _id))
  }

  return {
    moveAll,

    /** Those a newcomer is in from the beginning; one may ask about another. */
    segmentsOf(customer: Customer, past: readonly KeluEvent[]): string[] {
      const now = deps.clock.now()
      const live = liveNow()
      const events = [...past]
      let segments: string[] = []
      for (let round = 0; round <= live.length; round += 1) {
        const newcomer = { ...customer, segments }
        const found = live
          .filter(
            ({ rule }) =>
              decideByProfile(rule, newcomer, now) ?? matches(rule, { customer: newcomer, events }, now),
          )
          .map(({ id }) => id)
        if (found.join() === segments.join()) break
        segments = found
      }
      return segments
    },

    /** Takes people in and out by what was learnt of them that was so before: quietly. */
    async settle(crowd: readonly Customer[]): Promise<void> {
      for (const { id, rule } of liveNow()) {
        const moves: Record<'entered' | 'left', Customer[]> = { entered: [], left: [] }
        for (const customer of crowd) {
          const shouldBe = await judgeFor([rule])(rule, customer)
          if (customer.segments.includes(id) === shouldBe) continue
          moves[shouldBe ? 'entered' : 'left'].push(customer)
        }
        await moveAll(moves.entered, id, 'entered', byHistory)
        await moveAll(moves.left, id, 'left', byHistory)
      }
    },

    /** Whether `after` has anything to do about it. */
    wants: (event: KeluEvent): boolean => isMembership(event) || concernedBy(event).length > 0,

    /** Notes a membership event, or evaluates the segments this event may have changed. Returns the customer after it. */
    async after(event: KeluEvent, told: Customer): Promise<Customer> {
      if (isMembership(event)) {
        const segmentId = String(event.props.segment)
        const changed =
          event.name === 'segment.entered'
            ? await memberships.joinSegment(told._id, segmentId)
            : await memberships.leaveSegment(told._id, segmentId)
        if (!changed) return told
      }
      let customer = isMembership(event) ? withMembership(told, event) : told
      const concerned = concernedBy(event)
      const holds = judgeFor(concerned.flatMap(({ rule, former }) => (former ? [rule, former] : [rule])))
      for (const segment of concerned) {
        const isIn = customer.segments.includes(segment.id)
        const shouldBe = await holds(segment.rule, customer)
        if (isIn === shouldBe) continue
        // Only the change of the rule moves them: that is done for all together, once every process goes by it.
        if (segment.former && (await holds(segment.former, customer)) === isIn) continue
        // Told first and noted when it is heard, so that a crash between the two tells again instead of never.
        await customers.hear(moved(customer, segment.id, shouldBe ? 'entered' : 'left'))
        // Others may have moved too while that was told.
        customer = (await customers.find(customer._id)) ?? customer
      }
      return customer
    },
  }
}

function withMembership(customer: Customer, { name, props }: KeluEvent): Customer {
  const segment = String(props.segment)
  const others = customer.segments.filter((id) => id !== segment)
  const moves = (customer.segmentMoves?.[segment] ?? 0) + 1
  return {
    ...customer,
    segments: name === 'segment.entered' ? [...others, segment] : others,
    segmentMoves: { ...customer.segmentMoves, [segment]: moves },
  }
}

function isMembership({ name }: KeluEvent): boolean {
  return name === 'segment.entered' || name === 'segment.left'
}
