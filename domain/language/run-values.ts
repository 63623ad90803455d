import type { RunValue, Test } from './comparison.ts'
import type { JourneyDefinition } from './journey.ts'
import type { PropRule } from './prop-rule.ts'
import type { Rule } from './rule.ts'
import type { StepDefinition } from './step.ts'
import { couponRulesIn } from './steps/coupon.ts'
import { awaitedIn } from './steps/wait-for.ts'
import { leavesOf } from './walk-rule.ts'

type Asked = Record<RunValue['from'], string[]>

const known = new WeakMap<JourneyDefinition, Asked>()

/** The props of its entry event and of answered waits that a journey's conditions and steps ask for, each once. */
export function runValuesAsked(journey: JourneyDefinition): Asked {
  const earlier = known.get(journey)
  if (earlier !== undefined) return earlier
  const all = [...valuesIn(journey)]
  const from = (what: RunValue['from']) =>
    [...new Set(all.filter((one) => one.from === what).map(({ prop }) => prop))].sort()
  const asked = { entry: from('entry'), answer: from('answer') }
  known.set(journey, asked)
  return asked
}

function* valuesIn({ exit, goal, steps }: JourneyDefinition): Generator<RunValue> {
  for (const one of exit) if (one.kind === 'event') yield* inWhere(one.where)
  yield* inWhere(goal?.where)
  for (const step of Object.values(steps)) yield* inStep(step)
}

function* inStep(step: StepDefinition): Generator<RunValue> {
  switch (step.kind) {
    case 'branch':
      for (const { when } of step.cases) yield* inRule(when)
      return
    case 'coupon':
      for (const { when } of couponRulesIn(step)) yield* inRule(when)
      return
    case 'waitFor':
      for (const { on } of awaitedIn(step)) if (on.kind === 'event') yield* inWhere(on.where)
      return
    case 'setTrait':
      for (const value of Object.values(step.traits)) {
        if (typeof value === 'object' && value !== null && 'of' in value) yield value.of
      }
      return
    default:
      return
  }
}

function* inRule(rule: Rule): Generator<RunValue> {
  for (const { leaf } of leavesOf(rule)) {
    if (leaf.kind === 'run') yield leaf.of
    if (leaf.kind === 'run' || leaf.kind === 'trait') yield* inTests(leaf.tests)
    if (leaf.kind === 'event') yield* inWhere(leaf.where)
  }
}

function* inWhere(where: PropRule | undefined): Generator<RunValue> {
  switch (where?.kind) {
    case undefined:
      return
    case 'all':
    case 'any':
      for (const inner of where.rules) yield* inWhere(inner)
      return
    case 'not':
    case 'anyItem':
      yield* inWhere(where.rule)
      return
    case 'prop':
      yield* inTests(where.tests)
  }
}

function* inTests(tests: Test[]): Generator<RunValue> {
  for (const test of tests) if (test.op === 'same' || test.op === 'other') yield test.as
}
