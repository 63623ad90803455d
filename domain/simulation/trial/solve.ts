import type { KeluEvent } from '../../../models/event.ts'
import { historyMs } from '../../audience/evaluate.ts'
import { boundTo } from '../../audience/run-values.ts'
import { customerField } from '../../customers/traits/table.ts'
import type { Test } from '../../language/comparison.ts'
import type { PropRule } from '../../language/prop-rule.ts'
import type { Registry } from '../../language/registry.ts'
import type { EventCount, Rule } from '../../language/rule.ts'
import { type Candidate, copyOf } from './candidate.ts'
import { usualProps } from './orders.ts'
import { valuesFor } from './values.ts'

/** How near to the bounds of a condition: `just` on either side of them, `well` away from them. */
export type Nearness = 'just' | 'well'

export interface SolveWith {
  registry: Pick<Registry, 'segment'>
  nearness: Nearness
}

const minuteMs = 60_000

/**
 * Customers for whom a rule holds, or does not, made from one of whom nothing is known: each with no more than it takes. They
 * are good guesses: two conditions on one thing may still contradict each other, so whoever asks looks again.
 */
export function* solve(rule: Rule, wanted: boolean, from: Candidate, by: SolveWith): Generator<Candidate> {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const each = rule.kind === 'all' ? wanted : !wanted
      if (each) yield* solveEach(rule.rules, wanted, from, by)
      else for (const inner of rule.rules) yield* solve(inner, wanted, from, by)
      return
    }
    case 'not':
      yield* solve(rule.rule, !wanted, from, by)
      return
    case 'event':
      yield* withEvents(rule, wanted, from, by)
      return
    case 'trait':
      for (const value of valuesFor(ofTheRun(rule.tests, from.entry), wanted, from.at))
        yield withTrait(from, rule.trait, value)
      return
    case 'run':
      for (const value of valuesFor(ofTheRun(rule.tests, from.entry), wanted, from.at)) {
        const next = copyOf(from)
        if (rule.of.from === 'entry') setOrDrop(next.entry, rule.of.prop, value)
        yield next
      }
      return
    case 'segment': {
      const segment = by.registry.segment(rule.segment)
      if (segment.kind === 'static') yield* solve(segment.rule, wanted, from, by)
      else
        for (const next of solve(segment.rule, wanted, from, by))
          yield withSegment(next, rule.segment, wanted)
      return
    }
    default:
      yield withFact(rule, wanted, from)
  }
}

function* solveEach(
  rules: readonly Rule[],
  wanted: boolean,
  from: Candidate,
  by: SolveWith,
): Generator<Candidate> {
  const [first, ...rest] = rules
  if (first === undefined) yield from
  else for (const next of solve(first, wanted, from, by)) yield* solveEach(rest, wanted, next, by)
}

/**
 * Rules that differ from this one in a single condition, which is turned round: whoever they hold for, the rule itself just
 * does not.
 */
export function nearMisses(rule: Rule): Rule[] {
  switch (rule.kind) {
    case 'all':
      return rule.rules.flatMap((inner, place) =>
        nearMisses(inner).map((miss): Rule => ({ kind: 'all', rules: rule.rules.with(place, miss) })),
      )
    case 'any': {
      // None of them holds, and each by itself is just missed.
      const misses = rule.rules.map((inner) => nearMisses(inner)[0])
      return [{ kind: 'all', rules: misses.filter((miss) => miss !== undefined) }]
    }
    default:
      return [{ kind: 'not', rule }]
  }
}

function withTrait(from: Candidate, trait: string, value: unknown): Candidate {
  const next = copyOf(from)
  const { customer } = next
  const at = customerField(trait)?.at
  const holder = at === 'profile' ? customer.profile : at === 'customer' ? customer : customer.traits
  setOrDrop(holder as Record<string, unknown>, trait, value)
  return next
}

function setOrDrop(record: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) delete record[name]
  else record[name] = value
}

function withSegment(from: Candidate, segment: string, isIn: boolean): Candidate {
  const next = copyOf(from)
  next.customer.segments = next.customer.segments.filter((id) => id !== segment)
  if (isIn) next.customer.segments.push(segment)
  return next
}

function withFact(
  rule: Extract<Rule, { kind: 'tag' | 'consent' | 'reach' }>,
  wanted: boolean,
  from: Candidate,
): Candidate {
  const next = copyOf(from)
  const { customer, at } = next
  if (rule.kind === 'tag') {
    customer.tags = customer.tags.filter(({ name }) => name !== rule.tag)
    if (wanted) customer.tags.push({ name: rule.tag, kind: 'manual', at: customer.createdAt })
  } else if (rule.kind === 'consent') {
    const state = wanted ? rule.state : rule.state === 'granted' ? 'refused' : 'granted'
    if (state === 'unknown') delete customer.consent[rule.channel]
    else customer.consent[rule.channel] = { state, at: customer.createdAt, source: 'test' }
  } else {
    const state = wanted ? rule.state : rule.state === 'reachable' ? 'unreachable' : 'reachable'
    if (state === 'unknown') delete customer.reach[rule.channel]
    else customer.reach[rule.channel] = { state, at }
  }
  return next
}

/** As many as it takes, as old as they may be; for one too few, a further one that is just too old. */
function* withEvents(
  rule: EventCount,
  wanted: boolean,
  from: Candidate,
  by: SolveWith,
): Generator<Candidate> {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = rule
  const counts = wanted ? [atLeast, atMost] : [atLeast - 1, atMost + 1]
  const windowMs = Math.min(rule.withinMs ?? historyMs, historyMs)
  const inside =
    by.nearness === 'just' && rule.withinMs !== undefined
      ? windowMs - minuteMs
      : Math.min(windowMs / 2, 3 * 86_400_000)
  for (const count of counts) {
    if (count < 0 || !Number.isFinite(count)) continue
    const asked = { now: from.at, entry: from.entry }
    for (const props of rule.where === undefined ? [{}] : solveProps(rule.where, true, {}, asked)) {
      const next = copyOf(from)
      next.events = next.events.filter(({ name }) => name !== rule.event)
      const ages = Array.from({ length: count }, (_, n) => inside - n * 1_000)
      // Who has done it, but too long ago, is the one a wrong window would let in.
      if (!wanted && count < atLeast && by.nearness === 'just' && rule.withinMs !== undefined)
        ages.push(windowMs + minuteMs)
      next.events.push(...ages.map((age, n) => anEvent(next, rule.event, props, age, n)))
      yield next
    }
  }
}

function anEvent(
  { customer, at, events }: Candidate,
  name: string,
  props: Record<string, unknown>,
  ageMs: number,
  n: number,
): KeluEvent {
  const when = new Date(at.getTime() - ageMs)
  return {
    _id: `test:${customer._id}:${name}:${events.length}:${n}`,
    customerId: customer._id,
    name,
    at: when,
    receivedAt: when,
    props: { ...usualProps(name, `test-${events.length + n}`), ...props },
    source: 'test',
  }
}

/** When a condition is asked, and what began the run it is asked in. */
interface Asked {
  now: Date
  entry: Readonly<Record<string, unknown>>
}

/** Props of an event for which a condition holds, or does not. */
export function* solveProps(
  rule: PropRule,
  wanted: boolean,
  from: Record<string, unknown>,
  asked: Asked,
): Generator<Record<string, unknown>> {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const each = rule.kind === 'all' ? wanted : !wanted
      if (each) yield* eachProp(rule.rules, wanted, from, asked)
      else for (const inner of rule.rules) yield* solveProps(inner, wanted, from, asked)
      return
    }
    case 'not':
      yield* solveProps(rule.rule, !wanted, from, asked)
      return
    case 'prop':
      for (const value of valuesFor(ofTheRun(rule.tests, asked.entry), wanted, asked.now)) {
        const next = { ...from }
        setOrDrop(next, rule.prop, value)
        yield next
      }
      return
    case 'anyItem':
      for (const item of solveProps(rule.rule, wanted, {}, asked)) yield { ...from, items: [item] }
  }
}

function ofTheRun(tests: readonly Test[], entry: Asked['entry']): Test[] {
  return tests.map((test) => boundTo({ entry, answer: {} }, test))
}

function* eachProp(
  rules: readonly PropRule[],
  wanted: boolean,
  from: Record<string, unknown>,
  asked: Asked,
): Generator<Record<string, unknown>> {
  const [first, ...rest] = rules
  if (first === undefined) yield from
  else for (const next of solveProps(first, wanted, from, asked)) yield* eachProp(rest, wanted, next, asked)
}

/** As `nearMisses`, of the condition on an event. */
export function nearPropMisses(rule: PropRule): PropRule[] {
  switch (rule.kind) {
    case 'all':
      return rule.rules.flatMap((inner, place) =>
        nearPropMisses(inner).map((miss): PropRule => ({ kind: 'all', rules: rule.rules.with(place, miss) })),
      )
    case 'any': {
      const misses = rule.rules.flatMap((inner) => nearPropMisses(inner)[0] ?? [])
      return [{ kind: 'all', rules: misses }]
    }
    default:
      return [{ kind: 'not', rule }]
  }
}
