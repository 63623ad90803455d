import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { describe, describeWhere } from '../audience/describe.ts'
import {
  decideLeaf,
  eventsInWindow,
  type Facts,
  factsOf,
  itemsOf,
  matchesProps,
  readProp,
} from '../audience/evaluate.ts'
import { segmentsOf } from '../audience/event-history.ts'
import { readTrait } from '../audience/fields.ts'
import { noRun, valueOfRun } from '../audience/run-values.ts'
import { nameOfValue } from '../customers/traits/table.ts'
import type { DefinitionNames } from '../definitions/sentences/names.ts'
import type { PropRule } from '../language/prop-rule.ts'
import type { Registry } from '../language/registry.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import type { RuleLeaf } from '../language/walk-rule.ts'
import { momentText, stateText, valueText } from './actual-words.ts'

/** One part of a rule, and whether it holds. */
export interface Explained {
  holds: boolean
  /** zh-CN: what is asked. */
  says: string
  /** zh-CN: what is so. Only of what asks one thing. */
  actual?: string
  /** How `parts` decide: all of them, any of them, or the one not. */
  join?: 'all' | 'any' | 'not'
  parts?: Explained[]
}

/** One customer as an explanation sees them. */
export interface ExplainedSubject {
  customer: Customer
  /** At least those of the names the rule asks about; see `namesOf`. */
  events: KeluEvent[]
}

export interface RuleWords {
  registry: Pick<Registry, 'segment'>
  names: DefinitionNames
}

/** The rule taken apart for one customer at `now`, leaf by leaf. What holds is decided where `matches` decides it. Pure. */
export function explainRule(rule: Rule, subject: ExplainedSubject, now: Date, words: RuleWords): Explained {
  const inSegment = segmentsOf(words.registry, subject, now)
  const facts = factsOf({ ...subject, inSegment }, now)
  const explain = (part: Rule): Explained => {
    switch (part.kind) {
      case 'all':
      case 'any':
        return joined(part.kind, part.rules.map(explain), describe(part, words.names))
      case 'not':
        return joined('not', [explain(part.rule)], describe(part, words.names))
      default:
        return explainLeaf(part, facts, { subject, now, words, explain })
    }
  }
  return explain(rule)
}

/** The `where` of one event taken apart, as `matchesProps` decides it. Pure. */
export function explainWhere(rule: PropRule, props: Record<string, unknown>, now: Date): Explained {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return joined(
        rule.kind,
        rule.rules.map((part) => explainWhere(part, props, now)),
        describeWhere(rule),
      )
    case 'not':
      return joined('not', [explainWhere(rule.rule, props, now)], describeWhere(rule))
    case 'prop':
      return {
        holds: matchesProps(rule, props, now),
        says: describeWhere(rule),
        actual: valueText(readProp(props, rule.prop)),
      }
    case 'anyItem':
      return {
        holds: matchesProps(rule, props, now),
        says: describeWhere(rule),
        actual: `共 ${itemsOf(props).length} 件商品`,
      }
  }
}

/** The leaves, left to right: what asks one thing. */
export function leavesOfExplained(explained: Explained): Explained[] {
  return explained.parts === undefined ? [explained] : explained.parts.flatMap(leavesOfExplained)
}

function joined(join: 'all' | 'any' | 'not', parts: Explained[], says: string): Explained {
  return { holds: joins[join](parts.map(({ holds }) => holds)), says, join, parts }
}

const joins = {
  all: (holds: boolean[]) => holds.every(Boolean),
  any: (holds: boolean[]) => holds.some(Boolean),
  not: ([holds]: boolean[]) => !holds,
}

interface LeafContext {
  subject: ExplainedSubject
  now: Date
  words: RuleWords
  explain(rule: Rule): Explained
}

function explainLeaf(leaf: RuleLeaf, facts: Facts, context: LeafContext): Explained {
  const asked = { holds: decideLeaf(leaf, facts, context.now), says: describe(leaf, context.words.names) }
  if (leaf.kind === 'segment') {
    const segment = context.words.registry.segment(leaf.segment)
    // A static segment is its rule; a live one is a membership that is kept.
    if (segment.kind === 'static') return { ...asked, join: 'all', parts: [context.explain(segment.rule)] }
  }
  return { ...asked, actual: actualOf(leaf, facts, context) }
}

function actualOf(
  leaf: RuleLeaf,
  { customer, count, run = noRun }: Facts,
  { subject, now }: LeafContext,
): string {
  switch (leaf.kind) {
    case 'tag': {
      const tag = customer.tags.find(({ name }) => name === leaf.tag)
      return tag === undefined ? '没有这个标签' : `${momentText(tag.at)} 打上`
    }
    case 'trait': {
      const value = readTrait(customer, leaf.trait)
      return valueText(typeof value === 'string' ? nameOfValue(leaf.trait, value) : value)
    }
    case 'run':
      return valueText(valueOfRun(leaf.of, run))
    case 'event':
      return countText(leaf, count(leaf), eventsInWindow(leaf, subject.events, now))
    case 'segment':
      return customer.segments.includes(leaf.segment) ? '在人群包里' : '不在人群包里'
    case 'consent':
      return stateText(customer.consent[leaf.channel])
    case 'reach':
      return stateText(customer.reach[leaf.channel])
  }
}

function countText({ where }: EventCount, counted: number, inWindow: readonly KeluEvent[]): string {
  const last = inWindow.reduce<Date | null>((latest, { at }) => (latest && latest > at ? latest : at), null)
  if (last === null) return '0 次'
  const others = where === undefined ? 0 : inWindow.length - counted
  const apart = others === 0 ? '' : `，另有 ${others} 次不符合附加条件`
  return `${counted} 次${apart}，最近一次 ${momentText(last)}`
}
