import { itemProps, type Props, propsOf } from '../events.ts'
import type { Test } from './comparison.ts'
import { hint } from './hint.ts'
import type { Fault, KnownFields, Path } from './known-fields.ts'
import { correction } from './nearest.ts'
import type { PropRule } from './prop-rule.ts'
import { type RunFields, runTestFaults } from './run-fields.ts'
import { faultsOfTests, typeLabel } from './value-types.ts'

/** Props of an event that it never has, questions their values can never answer, traits nobody keeps, and values no run has here. */
export function whereFaults(
  event: string,
  where: PropRule | undefined,
  path: Path,
  fields: KnownFields,
  run: RunFields,
): Fault[] {
  if (where === undefined) return []
  return propFaults(where, { of: event, ...propsOf(event), fields, run }, [...path, 'where'])
}

interface About {
  of: string
  props: Props
  open: boolean
  fields: KnownFields
  run: RunFields
}

function propFaults(rule: PropRule, about: About, path: Path): Fault[] {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap((inner, at) => propFaults(inner, about, [...path, rule.kind, at]))
    case 'not':
      return propFaults(rule.rule, about, [...path, 'not'])
    case 'prop': {
      const type = Object.hasOwn(about.props, rule.prop) ? about.props[rule.prop] : undefined
      if (type === undefined && !about.open) return [unknownProp(rule.prop, about, [...path, 'prop'])]
      const faults = faultsOfTests(rule.prop, type ?? 'any', rule.tests)
      if (faults.length === 0) faults.push(...runTestFaults(type ?? 'any', rule.tests, about.run))
      if (about.of === 'customer.trait_changed' && rule.prop === 'trait') {
        faults.push(...strangeTraits(rule.tests, about.fields))
      }
      return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
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
      const item = { ...about, of: '商品', props: itemProps }
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

/** A change of a trait nobody keeps is never told. */
function strangeTraits(tests: Test[], fields: KnownFields): Fault[] {
  return tests.flatMap((test) => {
    const named = test.op === 'in' ? test.values : test.op === 'is' || test.op === 'isNot' ? [test.value] : []
    const strange = named.find((name) => typeof name === 'string' && fields.find(name) === null)
    return strange === undefined ? [] : [{ path: [test.op], message: fields.unknown(String(strange)) }]
  })
}

/** A prop that is named, not asked: it must be there, and of the type when one is given. */
export function propOf(event: string, prop: string, path: Path, type?: 'number'): Fault[] {
  const { props, open } = propsOf(event)
  const found = Object.hasOwn(props, prop) ? props[prop] : undefined
  if (found === undefined) return open ? [] : [unknownProp(prop, { of: event, props }, path)]
  if (type === undefined || found === type) return []
  return [
    { path, message: hint(`${typeLabel(type)}属性（“${prop}”是${typeLabel(found)}）`, '改成金额等数字属性') },
  ]
}
