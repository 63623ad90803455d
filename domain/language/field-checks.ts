import { customerField } from '../customers/traits/table.ts'
import type { Test } from './comparison.ts'
import type { AnyDefinition } from './definitions.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import {
  type Fault,
  type KnownField,
  type KnownFields,
  type Path,
  unknownTrait,
  unshowable,
} from './known-fields.ts'
import type { Rule } from './rule.ts'
import {
  fieldsAtStep,
  fieldsOfRun,
  outsideOfRuns,
  type RunFields,
  runTestFaults,
  runValueFaults,
  typeOfRunValue,
} from './run-fields.ts'
import { setTraitFaults } from './set-trait-checks.ts'
import type { StepDefinition } from './step.ts'
import { couponRulesIn } from './steps/coupon.ts'
import { awaitedIn } from './steps/wait-for.ts'
import { taskTitleFaults } from './task-title-checks.ts'
import { faultsOfTests, typeLabel } from './value-types.ts'
import type { VariableDefinition } from './variable.ts'
import { leavesOf } from './walk-rule.ts'
import { propOf, whereFaults } from './where-checks.ts'

/** Names of traits and props that nothing ever has, and questions their values can never answer. */
export function fieldFaults(one: AnyDefinition, fields: KnownFields): Fault[] {
  switch (one.kind) {
    case 'segment':
      return ruleFaults(one.definition.rule, ['rule'], fields, outsideOfRuns)
    case 'journey':
      return journeyFaults(one.definition, fields)
    case 'message':
      return Object.entries(one.definition.variables).flatMap(([name, variable]) => {
        if (variable.kind === 'recommend') return recommendFaults(variable, ['variables', name], fields)
        const trait =
          variable.kind === 'value' ? /^customer\.traits\.(.+)$/.exec(variable.from)?.[1] : undefined
        return trait === undefined ? [] : unshowable(trait, ['variables', name, 'from'], fields)
      })
    case 'settings':
      return Object.entries(one.definition.exclude).flatMap(([name, rule]) =>
        ruleFaults(rule, ['exclude', name], fields, outsideOfRuns),
      )
    case 'traits':
      return Object.keys(one.definition.fields)
        .filter((name) => customerField(name) !== null)
        .map((name) => ({
          path: ['fields', name],
          message: hint(`内置属性以外的名称（“${name}”是内置属性）`, '换个名字，或删去这一项直接使用它'),
        }))
    default:
      return []
  }
}

function recommendFaults(
  { products }: Extract<VariableDefinition, { kind: 'recommend' }>,
  path: Path,
  fields: KnownFields,
): Fault[] {
  return products.flatMap((offer, at) =>
    offer === 'on sale' || offer.when === undefined
      ? []
      : ruleFaults(offer.when, [...path, 'recommend', at, 'when'], fields, outsideOfRuns),
  )
}

function ruleFaults(rule: Rule, path: Path, fields: KnownFields, run: RunFields): Fault[] {
  return [...leavesOf(rule, path)].flatMap(({ leaf, path: at }): Fault[] => {
    if (leaf.kind === 'event') return whereFaults(leaf.event, leaf.where, at, fields, run)
    if (leaf.kind === 'run') return runLeafFaults(leaf, at, run)
    if (leaf.kind !== 'trait') return []
    const field = fields.find(leaf.trait)
    if (field === null) return unknownTrait(leaf.trait, [...at, 'trait'], fields)
    const faults = field.personal
      ? faultsOfSealed(leaf.trait, leaf.tests)
      : [
          ...faultsOfTests(leaf.trait, field.type, leaf.tests),
          ...strangeValues(leaf.trait, field, leaf.tests),
          ...runTestFaults(field.type, leaf.tests, run),
        ]
    return faults.map((fault) => ({ ...fault, path: [...at, ...fault.path] }))
  })
}

/** A value it never has: the condition could not hold. */
function strangeValues(trait: string, { values }: KnownField, tests: Test[]): Fault[] {
  if (values === undefined) return []
  return tests.flatMap((test): Fault[] => {
    const asked = test.op === 'in' ? test.values : test.op === 'is' || test.op === 'isNot' ? [test.value] : []
    const strange = asked.find((value) => typeof value === 'string' && !Object.hasOwn(values, value))
    if (strange === undefined) return []
    const known = Object.entries(values).map(([value, label]) => `${value} ${label}`)
    const message = hint(`“${trait}”的值之一：${known.join('、')}（没有“${strange}”）`, '改成其中之一')
    return [{ path: [test.op], message }]
  })
}

function runLeafFaults({ of, tests }: Extract<Rule, { kind: 'run' }>, path: Path, run: RunFields): Fault[] {
  const type = typeOfRunValue(of, run)
  if (type === null) return runValueFaults(of, [...path, of.from], run)
  const faults = [...faultsOfTests(of.prop, type, tests), ...runTestFaults(type, tests, run)]
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

function faultsOfSealed(trait: string, tests: Test[]): Fault[] {
  const message = hint(`exists（“${trait}”是个人信息，加密保存，只能问有没有）`, '改用 exists: true')
  return tests.filter(({ op }) => op !== 'exists').map(({ op }) => ({ path: [op], message }))
}

function journeyFaults(journey: JourneyDefinition, fields: KnownFields): Fault[] {
  const { entry, exit, goal, steps } = journey
  const run = fieldsOfRun(journey)
  const faults: Fault[] = []
  if (entry.when !== undefined)
    faults.push(...ruleFaults(entry.when, ['entry', 'when'], fields, outsideOfRuns))
  if (entry.kind === 'event') {
    faults.push(...whereFaults(entry.event, entry.where, ['entry'], fields, outsideOfRuns))
    if (entry.key !== undefined) faults.push(...propOf(entry.event, entry.key, ['entry', 'key']))
  }
  if (entry.kind === 'date') {
    faults.push(
      ...dateFaults(entry.trait, ['entry', 'trait'], fields, { yearly: entry.yearly, sealedToo: true }),
    )
  }
  for (const [at, one] of exit.entries()) {
    if (one.kind === 'event') faults.push(...whereFaults(one.event, one.where, ['exit', at], fields, run))
  }
  if (goal !== undefined) {
    faults.push(...whereFaults(goal.event, goal.where, ['goal'], fields, run))
    if (goal.value !== undefined) faults.push(...propOf(goal.event, goal.value, ['goal', 'value'], 'number'))
  }
  for (const [id, step] of Object.entries(steps)) {
    faults.push(...stepFaults(step, ['steps', id], fields, fieldsAtStep(journey, id)))
  }
  return faults
}

function stepFaults(step: StepDefinition, path: Path, fields: KnownFields, run: RunFields): Fault[] {
  switch (step.kind) {
    case 'branch':
      return step.cases.flatMap(({ when }, at) =>
        ruleFaults(when, [...path, 'branch', at, 'when'], fields, run),
      )
    case 'coupon':
      return couponRulesIn(step).flatMap(({ when, path: at }) =>
        ruleFaults(when, [...path, ...at], fields, run),
      )
    case 'waitFor':
      return awaitedIn(step).flatMap(({ on, path: at }) =>
        on.kind === 'event' ? whereFaults(on.event, on.where, [...path, ...at], fields, run) : [],
      )
    case 'wait':
      return step.wait.kind === 'trait'
        ? dateFaults(step.wait.trait, [...path, 'wait', 'until', 'trait'], fields, {
            yearly: false,
            sealedToo: false,
          })
        : []
    case 'setTrait':
      return setTraitFaults(step, [...path, 'setTrait'], fields, run)
    case 'task':
      return taskTitleFaults(step.title, [...path, 'task', 'title'], fields, run)
    default:
      return []
  }
}

function dateFaults(
  trait: string,
  path: Path,
  fields: KnownFields,
  { yearly, sealedToo }: { yearly: boolean; sealedToo: boolean },
): Fault[] {
  const field = fields.find(trait)
  if (field === null) return unknownTrait(trait, path, fields)
  const { type, personal } = field
  if (personal && !sealedToo) {
    const message = hint(
      `没有加密的日期属性（“${trait}”是个人信息，等到的时间会以明文保存）`,
      '换成别的日期属性，或把它写成流程的入口：entry: { trait: … }',
    )
    return [{ path, message }]
  }
  if (type === 'date' || (type === 'monthDay' && yearly)) return []
  return [
    {
      path,
      message: hint(
        `日期属性（“${trait}”是${typeLabel(type)}）`,
        type === 'monthDay' ? '月日没有年份，写上 yearly: true（只能用于入口）' : '改成日期类的属性',
      ),
    },
  ]
}
