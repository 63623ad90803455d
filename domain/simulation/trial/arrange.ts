import { matches } from '../../audience/evaluate.ts'
import { segmentsOf } from '../../audience/event-history.ts'
import type { Calendar } from '../../calendar/calendar.ts'
import { nextOfFestival } from '../../calendar/festival-entries.ts'
import { applyEvent } from '../../customers/apply-event.ts'
import { nextOfSchedule } from '../../journeys/occurrences.ts'
import { buyerRulesOf } from '../../language/buyer-rules.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Registry } from '../../language/registry.ts'
import type { Rule } from '../../language/rule.ts'
import { nextDailyAt } from '../../local-time.ts'
import type { Happening } from '../happening.ts'
import { type Candidate, copyOf } from './candidate.ts'
import { asksMuch, havingBought, usualProps } from './orders.ts'
import { nearMisses, nearPropMisses, solve, solveProps } from './solve.ts'

/** Somebody about to enter a journey, or just not to. */
export interface Arrival {
  candidate: Candidate
  happenings: Happening[]
}

type Entry = JourneyDefinition['entry']
type EventEntry = Extract<Entry, { kind: 'event' }>

interface By {
  entry: Entry
  registry: Registry
  /** When it happens. */
  at: Date
}

/** When a journey can begin next, from a decent hour on; null when its time is over. */
export function beginningOf(entry: Entry, calendar: Calendar, from: Date): Date | null {
  if (entry.kind === 'schedule') return nextOfSchedule(entry, from)
  if (entry.kind === 'festival') return nextOfFestival(entry, calendar, from)?.at ?? null
  return entry.kind === 'date' && entry.atMinute !== undefined ? nextDailyAt(entry.atMinute, from) : from
}

/** Whether a rule holds for a candidate at their moment. */
export function holdsFor(
  rule: Rule,
  { customer, events, at, entry }: Candidate,
  registry: Registry,
): boolean {
  const subject = { customer, events }
  return matches(
    rule,
    { ...subject, inSegment: segmentsOf(registry, subject, at), run: { entry, answer: {} } },
    at,
  )
}

/** Arrivals that must begin a run: the customer fits, and what begins it happens. */
export function* fittingArrivals(base: Candidate, by: By): Generator<Arrival> {
  const { entry, registry, at } = by
  for (const candidate of suiting(entry.when, base, by)) {
    if (entry.kind === 'event') {
      for (const props of propsOf(entry, at)) yield arriving(candidate, { ...props, ...candidate.entry }, by)
    } else if (entry.kind === 'segment') {
      for (const inside of solve(registry.segment(entry.segment).rule, true, candidate, {
        registry,
        nearness: 'just',
      }))
        if (holdsFor(registry.segment(entry.segment).rule, inside, registry))
          yield arriving(outside(inside, entry.segment), {}, by)
    } else yield arriving(entry.kind === 'date' ? dated(candidate, entry, at) : candidate, {}, by)
  }
}

/** Arrivals that must begin nothing, each for one thing that is just not so. */
export function* missingArrivals(
  base: Candidate,
  by: By,
): Generator<{ because: Rule | 'where'; arrival: Arrival }> {
  const { entry, registry, at } = by
  const by1 = { registry, nearness: 'just' } as const
  const props = entry.kind === 'event' ? (first(propsOf(entry, at)) ?? {}) : {}
  for (const miss of entry.when === undefined ? [] : nearMisses(entry.when)) {
    const candidate = first(
      filter(solve(miss, true, base, by1), (one) => !suits(entry.when as Rule, one, by)),
    )
    if (candidate === undefined) continue
    const placed =
      entry.kind === 'segment'
        ? first(solve(registry.segment(entry.segment).rule, true, candidate, by1))
        : candidate
    if (placed === undefined || suits(entry.when as Rule, placed, by)) continue
    const ready =
      entry.kind === 'date'
        ? dated(placed, entry, at)
        : entry.kind === 'segment'
          ? outside(placed, entry.segment)
          : placed
    yield { because: miss, arrival: arriving(ready, props, by) }
  }
  const suited = first(suiting(entry.when, base, by))
  if (suited === undefined) return
  if (entry.kind === 'event' && entry.where !== undefined) {
    for (const miss of nearPropMisses(entry.where)) {
      const wrong = first(solveProps(miss, true, leastProps(entry), { now: at, entry: {} }))
      if (wrong !== undefined) yield { because: 'where', arrival: arriving(suited, wrong, by) }
    }
  }
  if (entry.kind === 'segment') {
    const { rule } = registry.segment(entry.segment)
    for (const miss of nearMisses(rule)) {
      const out = first(filter(solve(miss, true, suited, by1), (one) => !holdsFor(rule, one, registry)))
      if (out !== undefined) yield { because: miss, arrival: arriving(outside(out, entry.segment), {}, by) }
    }
  }
}

function* suiting(when: Rule | undefined, base: Candidate, by: By): Generator<Candidate> {
  const { registry } = by
  if (when === undefined) {
    yield base
    return
  }
  const buyers = asksMuch(when, registry) ? havingBought({ ...base, at: by.at }, buyerRulesOf(registry)) : []
  for (const from of inTurn([base], buyers))
    yield* filter(solve(when, true, from, { registry, nearness: 'just' }), (one) => suits(when, one, by))
}

/** Whether the entry's condition holds when it is asked: after the event that begins the run has become known. */
function suits(when: Rule, candidate: Candidate, { entry, registry, at }: By): boolean {
  if (entry.kind !== 'event') return holdsFor(when, candidate, registry)
  const customerId = candidate.customer._id
  const props = first(propsOf(entry, at)) ?? {}
  const event = { _id: 'entry', customerId, name: entry.event, at, receivedAt: at, props, source: 'test' }
  const next = copyOf(candidate)
  applyEvent(next.customer, event, at, buyerRulesOf(registry))
  return holdsFor(when, { ...next, events: [...next.events, event] }, registry)
}

function arriving(candidate: Candidate, props: Record<string, unknown>, { entry, at }: By): Arrival {
  const customerId = candidate.customer._id
  if (entry.kind === 'event') {
    const event = {
      _id: `test:${customerId}:entry`,
      customerId,
      name: entry.event,
      at,
      props,
      source: 'test',
    }
    return { candidate, happenings: [{ at, kind: 'event', event }] }
  }
  if (entry.kind === 'api') return { candidate, happenings: [{ at, kind: 'enter', cause: 'test' }] }
  return { candidate, happenings: isAtATime(entry) ? [] : [{ at, kind: 'look' }] }
}

/** Whether everybody it is for enters at once, by the clock alone. */
const isAtATime = ({ kind }: Entry): boolean => kind === 'schedule' || kind === 'festival'

/** One run for each value of the key: there must be one. */
const leastProps = ({ event, key }: EventEntry): Record<string, unknown> => ({
  ...usualProps(event, 'test-1'),
  ...(key !== undefined && { [key]: 'test-1' }),
})

/** Props of the event that begins a run, one for each way its condition holds. */
function* propsOf(entry: EventEntry, at: Date): Generator<Record<string, unknown>> {
  if (entry.where === undefined) yield leastProps(entry)
  else yield* solveProps(entry.where, true, leastProps(entry), { now: at, entry: {} })
}

function outside(from: Candidate, segment: string): Candidate {
  const next = copyOf(from)
  next.customer.segments = next.customer.segments.filter((id) => id !== segment)
  return next
}

/** With a date that comes round right then. */
function dated(from: Candidate, entry: Extract<Entry, { kind: 'date' }>, at: Date): Candidate {
  const next = copyOf(from)
  const date = new Date(at.getTime() - entry.offsetMs)
  next.customer.traits[entry.trait] = date
  return next
}

export function first<T>(all: Iterable<T>): T | undefined {
  for (const one of all) return one
  return undefined
}

function* inTurn<T>(...all: Iterable<T>[]): Generator<T> {
  for (const each of all) yield* each
}

export function* filter<T>(all: Iterable<T>, holds: (one: T) => boolean): Generator<T> {
  for (const one of all) if (holds(one)) yield one
}
