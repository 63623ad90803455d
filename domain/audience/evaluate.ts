import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { parseDuration } from '../language/duration.ts'
import type { PropRule } from '../language/prop-rule.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import { leavesOf, type RuleLeaf } from '../language/walk-rule.ts'
import { passes } from './compare.ts'
import { readTrait } from './fields.ts'
import { boundTo, noRun, type RunValues, valueOfRun } from './run-values.ts'

/** History is kept this long; a rule without `within` looks back this far, whatever is still stored. */
export const historyMs = parseDuration('400 days')

/** One customer as a rule sees them. */
export interface Subject {
  customer: Customer
  /** At least those of `eventNamesOf(rule)`, of the customer and everyone merged into them, in any order. */
  events: readonly KeluEvent[]
  /** Absent = the live segments kept on the customer. */
  inSegment?: (id: string) => boolean
  /** Absent = outside of a run. */
  run?: RunValues
}

/** Whether the rule holds for the customer at `now`. Pure. */
export function matches(rule: Rule, subject: Subject, now: Date): boolean {
  return decide(rule, factsOf(subject, now), now)
}

/** Of somebody whose events are in memory. */
export function factsOf(subject: Subject, now: Date): Facts {
  return { ...subject, count: (leaf) => countEvents(leaf, subject, now) }
}

/** What deciding needs, however the events were counted. */
export interface Facts {
  customer: Customer
  count: (leaf: EventCount) => number
  inSegment?: (id: string) => boolean
  run?: RunValues
}

export function decide(rule: Rule, facts: Facts, now: Date): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.rules.every((inner) => decide(inner, facts, now))
    case 'any':
      return rule.rules.some((inner) => decide(inner, facts, now))
    case 'not':
      return !decide(rule.rule, facts, now)
    default:
      return decideLeaf(rule, facts, now)
  }
}

/** Whether one thing that is asked holds; what takes a rule apart asks here, too. */
export function decideLeaf(leaf: RuleLeaf, facts: Facts, now: Date): boolean {
  const { customer, run = noRun } = facts
  switch (leaf.kind) {
    case 'tag':
      return customer.tags.some(({ name }) => name === leaf.tag)
    case 'trait': {
      const value = readTrait(customer, leaf.trait)
      return leaf.tests.every((test) => passes(boundTo(run, test), value, now))
    }
    case 'run': {
      const value = valueOfRun(leaf.of, run)
      return leaf.tests.every((test) => passes(boundTo(run, test), value, now))
    }
    case 'event': {
      const n = facts.count(leaf)
      return n >= (leaf.atLeast ?? 0) && n <= (leaf.atMost ?? Number.POSITIVE_INFINITY)
    }
    case 'segment':
      return facts.inSegment?.(leaf.segment) ?? customer.segments.includes(leaf.segment)
    case 'consent':
      return (customer.consent[leaf.channel]?.state ?? 'unknown') === leaf.state
    case 'reach':
      return (customer.reach[leaf.channel]?.state ?? 'unknown') === leaf.state
  }
}

/** What the rule says without looking into the history: undefined when only that can tell. */
export function decideByProfile(rule: Rule, customer: Customer, now: Date): boolean | undefined {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const answers = new Set(rule.rules.map((inner) => decideByProfile(inner, customer, now)))
      const decisive = rule.kind === 'any'
      if (answers.has(decisive)) return decisive
      return answers.has(undefined) ? undefined : !decisive
    }
    case 'not': {
      const inner = decideByProfile(rule.rule, customer, now)
      return inner === undefined ? undefined : !inner
    }
    case 'event':
      return undefined
    default:
      return decide(rule, { customer, count: () => 0 }, now)
  }
}

/** The time an event must have happened in to count: both ends belong to it. */
export function windowOf(leaf: EventCount, now: Date): { from: Date; until: Date } {
  return { from: new Date(now.getTime() - Math.min(leaf.withinMs ?? historyMs, historyMs)), until: now }
}

function countEvents(leaf: EventCount, { events, run }: Subject, now: Date): number {
  return eventsInWindow(leaf, events, now).filter(
    ({ props }) => leaf.where === undefined || matchesProps(leaf.where, props, now, run),
  ).length
}

/** Those of the name a count asks about, at a time that counts; what they say of themselves is not looked at. */
export function eventsInWindow(leaf: EventCount, events: readonly KeluEvent[], now: Date): KeluEvent[] {
  const { from, until } = windowOf(leaf, now)
  return events.filter(({ name, at }) => name === leaf.event && at >= from && at <= until)
}

/** Whether one event's props satisfy a `where`, which may compare them with values of the run it is asked in. */
export function matchesProps(
  rule: PropRule,
  props: Record<string, unknown>,
  now: Date,
  run: RunValues = noRun,
): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.rules.every((inner) => matchesProps(inner, props, now, run))
    case 'any':
      return rule.rules.some((inner) => matchesProps(inner, props, now, run))
    case 'not':
      return !matchesProps(rule.rule, props, now, run)
    case 'prop': {
      const value = readProp(props, rule.prop)
      return rule.tests.every((test) => passes(boundTo(run, test), value, now))
    }
    case 'anyItem':
      return itemsOf(props).some((item) => matchesProps(rule.rule, item, now, run))
  }
}

export function readProp(props: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(props, name) ? props[name] : undefined
}

/** The lines of an order; what is no set of fields is no line. */
export function itemsOf({ items }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(items)
    ? items.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
    : []
}

/** The event names a rule asks about, each once. */
export function eventNamesOf(rule: Rule): string[] {
  return [...new Set(eventLeavesOf(rule).map(({ event }) => event))]
}

export function eventLeavesOf(rule: Rule): EventCount[] {
  return [...leavesOf(rule)].flatMap(({ leaf }) => (leaf.kind === 'event' ? [leaf] : []))
}

/**
 * True when time alone can change the answer: a moment counted from now, or events within a window.
 * That history ends after 400 days is not counted.
 */
export function needsTime(rule: Rule): boolean {
  return [...leavesOf(rule)].some(({ leaf }) => {
    if (leaf.kind === 'event') {
      return leaf.withinMs !== undefined || (leaf.where !== undefined && propsNeedTime(leaf.where))
    }
    return (leaf.kind === 'trait' || leaf.kind === 'run') && leaf.tests.some(isRelative)
  })
}

function propsNeedTime(rule: PropRule): boolean {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.some(propsNeedTime)
    case 'not':
    case 'anyItem':
      return propsNeedTime(rule.rule)
    case 'prop':
      return rule.tests.some(isRelative)
  }
}

function isRelative(test: { op: string; moment?: { kind: string } }): boolean {
  return test.moment?.kind === 'relative'
}
