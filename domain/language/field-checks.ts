import { type CustomerField, customerField, customerFields } from '../customers/traits/table.ts'
import { itemProps, type Props, propsOf } from '../events.ts'
import type { AnyDefinition, Definitions } from './definitions.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import { isMonthDay } from './moment.ts'
import { correction } from './nearest.ts'
import type { PropRule } from './prop-rule.ts'
import type { Rule } from './rule.ts'
import type { StepDefinition } from './step.ts'
import { faultsOfTests, typeLabel } from './value-types.ts'
import { leavesOf } from './walk-rule.ts'

type Path = (string | number)[]
type Fault = { path: Path; message: string }
type Field = Pick<CustomerField, 'type' | 'settable'>
/** The fields of a customer that may be named, and why one may not. */
interface Fields {
  find(name: string): Field | null
  unknown(name: string): string
}

/** Names of traits and props that nothing ever has, and questions their values can never answer. */
export function fieldFaults(one: AnyDefinition, fields: Fields): Fault[] {
  switch (one.kind) {
    case 'segment':
      return ruleFaults(one.definition.rule, ['rule'], fields)
    case 'journey':
      return journeyFaults(one.definition, fields)
    case 'message':
      return Object.entries(one.definition.variables).flatMap(([name, variable]) => {
        const trait =
          variable.kind === 'value' ? /^customer\.traits\.(.+)$/.exec(variable.from)?.[1] : undefined
        return trait === undefined ? [] : known(trait, ['variables', name, 'from'], fields)
      })
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

/** `refused` says where declarations stand that were refused: what they declare is unknown because of them. */
export function fieldsOf({ traits }: Definitions, refused: string[]): Fields {
  const own = new Map(traits.flatMap(({ fields }) => Object.entries(fields)))
  const names = [...Object.keys(customerFields), ...own.keys()]
  return {
    find(name) {
      const declared = own.get(name)
      return customerField(name) ?? (declared === undefined ? null : { type: declared.type, settable: true })
    },
    unknown: (name) =>
      hint(
        `已有的属性（没有“${name}”）`,
        correction(
          name,
          names,
          refused.length > 0
            ? `先改正属性声明 ${refused.join('、')}`
            : `自有属性先在 traits/traits.yaml 里声明：${name}: { name: 中文名, type: text }`,
        ),
      ),
  }
}

function known(trait: string, path: Path, fields: Fields): Fault[] {
  return fields.find(trait) === null ? [{ path, message: fields.unknown(trait) }] : []
}

function ruleFaults(rule: Rule, path: Path, fields: Fields): Fault[] {
  return [...leavesOf(rule, path)].flatMap(({ leaf, path: at }): Fault[] => {
    if (leaf.kind === 'event') return whereFaults(leaf.event, leaf.where, at)
    if (leaf.kind !== 'trait') return []
    const field = fields.find(leaf.trait)
    if (field === null) return known(leaf.trait, [...at, 'trait'], fields)
    return faultsOfTests(leaf.trait, field.type, leaf.tests).map((fault) => ({
      ...fault,
      path: [...at, ...fault.path],
    }))
  })
}

function whereFaults(event: string, where: PropRule | undefined, path: Path): Fault[] {
  return where === undefined ? [] : propFaults(where, { of: event, ...propsOf(event) }, [...path, 'where'])
}

function propFaults(rule: PropRule, about: { of: string; props: Props; open: boolean }, path: Path): Fault[] {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap((inner, at) => propFaults(inner, about, [...path, rule.kind, at]))
    case 'not':
      return propFaults(rule.rule, about, [...path, 'not'])
    case 'prop': {
      const type = Object.hasOwn(about.props, rule.prop) ? about.props[rule.prop] : undefined
      if (type === undefined) return about.open ? [] : [unknownProp(rule.prop, about, [...path, 'prop'])]
      return faultsOfTests(rule.prop, type, rule.tests).map((fault) => ({
        ...fault,
        path: [...path, ...fault.path],
      }))
    }
    case 'anyItem': {
      if (!about.open && !Object.values(about.props).includes('items')) {
        return [
          {
            path,
            message: hint(`有商品清单的事件（${about.of} 没有）`, 'anyItem 只用于 order.paid 等订单事件'),
          },
        ]
      }
      const item = { of: '商品', props: itemProps, open: about.open }
      return propFaults(rule.rule, item, [...path, 'anyItem'])
    }
  }
}

function unknownProp(prop: string, { of, props }: { of: string; props: Props }, path: Path): Fault {
  const names = Object.keys(props)
  return {
    path,
    message: hint(
      `${of} 的属性（没有“${prop}”）`,
      correction(prop, names, names.length === 0 ? '去掉这个条件' : `写成其中之一：${names.join('、')}`),
    ),
  }
}

function journeyFaults({ entry, exit, goal, steps }: JourneyDefinition, fields: Fields): Fault[] {
  const faults: Fault[] = []
  if (entry.when !== undefined) faults.push(...ruleFaults(entry.when, ['entry', 'when'], fields))
  if (entry.kind === 'event') {
    faults.push(...whereFaults(entry.event, entry.where, ['entry']))
    if (entry.key !== undefined) faults.push(...propOf(entry.event, entry.key, ['entry', 'key']))
  }
  if (entry.kind === 'date') {
    faults.push(...dateFaults(entry.trait, ['entry', 'trait'], fields, { yearly: entry.yearly }))
  }
  for (const [at, one] of exit.entries()) {
    if (one.kind === 'event') faults.push(...whereFaults(one.event, one.where, ['exit', at]))
  }
  if (goal !== undefined) {
    faults.push(...whereFaults(goal.event, goal.where, ['goal']))
    if (goal.value !== undefined) faults.push(...propOf(goal.event, goal.value, ['goal', 'value'], 'number'))
  }
  for (const [id, step] of Object.entries(steps)) {
    faults.push(...stepFaults(step, ['steps', id], fields))
  }
  return faults
}

function stepFaults(step: StepDefinition, path: Path, fields: Fields): Fault[] {
  switch (step.kind) {
    case 'branch':
      return step.cases.flatMap(({ when }, at) => ruleFaults(when, [...path, 'branch', at, 'when'], fields))
    case 'waitFor':
      return step.on.kind === 'event' ? whereFaults(step.on.event, step.on.where, [...path, 'waitFor']) : []
    case 'wait':
      return step.wait.kind === 'trait'
        ? dateFaults(step.wait.trait, [...path, 'wait', 'until', 'trait'], fields, { yearly: false })
        : []
    case 'setTrait':
      return Object.entries(step.traits).flatMap(([name, value]) =>
        setFaults(name, value, [...path, 'setTrait', name], fields),
      )
    default:
      return []
  }
}

/** A prop that is named, not asked: it must be there, and of the type when one is given. */
function propOf(event: string, prop: string, path: Path, type?: 'number'): Fault[] {
  const { props, open } = propsOf(event)
  const found = Object.hasOwn(props, prop) ? props[prop] : undefined
  if (found === undefined) return open ? [] : [unknownProp(prop, { of: event, props }, path)]
  if (type === undefined || found === type) return []
  return [
    { path, message: hint(`${typeLabel(type)}属性（“${prop}”是${typeLabel(found)}）`, '改成金额等数字属性') },
  ]
}

function dateFaults(trait: string, path: Path, fields: Fields, { yearly }: { yearly: boolean }): Fault[] {
  const type = fields.find(trait)?.type
  if (type === undefined) return known(trait, path, fields)
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

function setFaults(
  name: string,
  value: string | number | boolean | null | { at: string },
  path: Path,
  fields: Fields,
): Fault[] {
  const field = fields.find(name)
  if (field === null) return known(name, path, fields)
  if (field.settable !== true) {
    return [{ path, message: hint(`可以写的属性（“${name}”由客旅自己记录）`, '换成自有属性，或去掉这一项') }]
  }
  const fits =
    value === null ||
    (field.type === 'date' && typeof value === 'object') ||
    (field.type === 'monthDay' && typeof value === 'string' && isMonthDay(value)) ||
    (field.type === 'text' ? typeof value === 'string' : typeof value === field.type)
  return fits
    ? []
    : [
        {
          path,
          message: hint(
            `${typeLabel(field.type)}（“${name}”是${typeLabel(field.type)}）`,
            '改成这种值，或改正属性声明里的 type',
          ),
        },
      ]
}
