import type { AnyDefinition } from './definitions.ts'
import type { PropRule } from './prop-rule.ts'
import type { Rule } from './rule.ts'
import type { StepDefinition } from './step.ts'
import { couponRulesIn } from './steps/coupon.ts'
import { awaitedIn } from './steps/wait-for.ts'
import { leavesOf, type RuleLeaf } from './walk-rule.ts'

/** What a definition asks: a leaf of a rule over the customer, or an event it starts, ends or goes on by. */
export type Asked =
  | Exclude<RuleLeaf, { kind: 'event' }>
  | { kind: 'event'; event: string; where?: PropRule }
  /** A journey that begins, or goes on, at the date in it. */
  | { kind: 'date'; trait: string }

/** Everything a definition asks about customers, wherever it stands. */
export function askedIn(one: AnyDefinition): Asked[] {
  switch (one.kind) {
    case 'segment':
      return leaves(one.definition.rule)
    case 'settings':
      return Object.values(one.definition.exclude).flatMap(leaves)
    case 'message':
      return Object.values(one.definition.variables).flatMap((variable) =>
        variable.kind === 'recommend'
          ? variable.products.flatMap((offer) => (offer === 'on sale' ? [] : leaves(offer.when)))
          : [],
      )
    case 'journey': {
      const { entry, exit, goal, steps } = one.definition
      return [
        ...leaves(entry.when),
        ...(entry.kind === 'event' ? [eventOf(entry)] : []),
        ...(entry.kind === 'segment' ? [{ kind: 'segment', segment: entry.segment } as const] : []),
        ...(entry.kind === 'date' ? [{ kind: 'date', trait: entry.trait } as const] : []),
        ...exit.map((each) => (each.kind === 'event' ? eventOf(each) : each)),
        ...(goal === undefined ? [] : [eventOf(goal)]),
        ...Object.values(steps).flatMap(askedByStep),
      ]
    }
    case 'batch':
    case 'channel':
    case 'traits':
    case 'calendar':
    case 'preferenceRule':
      return []
  }
}

const leaves = (rule: Rule | undefined): RuleLeaf[] =>
  rule === undefined ? [] : [...leavesOf(rule)].map(({ leaf }) => leaf)

const eventOf = ({ event, where }: { event: string; where?: PropRule }) =>
  ({ kind: 'event', event, where }) as const

function askedByStep(step: StepDefinition): Asked[] {
  switch (step.kind) {
    case 'branch':
      return step.cases.flatMap(({ when }) => leaves(when))
    case 'coupon':
      return couponRulesIn(step).flatMap(({ when }) => leaves(when))
    case 'waitFor':
      return awaitedIn(step).map(({ on }) => (on.kind === 'event' ? eventOf(on) : on))
    case 'wait':
      return step.wait.kind === 'trait' ? [{ kind: 'date', trait: step.wait.trait }] : []
    default:
      return []
  }
}
