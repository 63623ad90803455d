import type { Customer } from '../../../models/customer.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { localTime } from '../../local-time.ts'

/** What Liquid may put into a text. */
export type VariableValue = string | number | boolean

export interface ResolvedVariables {
  values: Record<string, VariableValue>
  /** Declared, without value and without default. Only a fault when the text uses them. */
  missing: string[]
}

/** Finds the value of every declared variable that is not a link; a blank value counts as missing. */
export function resolveVariables(
  message: MessageDefinition,
  customer: Customer,
  given: Record<string, string>,
): ResolvedVariables {
  const resolved: ResolvedVariables = { values: {}, missing: [] }
  for (const [name, variable] of Object.entries(message.variables)) {
    if (variable.kind === 'link') continue
    const value = lookUp(variable.from, customer, given) ?? variable.default
    if (value === undefined) resolved.missing.push(name)
    else resolved.values[name] = value
  }
  return resolved
}

const traitPrefix = 'customer.traits.'

function lookUp(from: string, customer: Customer, given: Record<string, string>): VariableValue | undefined {
  if (from.startsWith(traitPrefix))
    return presentable(own(customer.traits, from.slice(traitPrefix.length)), customer)
  switch (from) {
    case 'customer.nickname':
      return presentable(customer.profile.nickname, customer)
    case 'customer.region':
      return presentable(customer.profile.region, customer)
    case 'customer.sourceChannel':
      return presentable(customer.profile.sourceChannel, customer)
    case 'customer.registeredAt':
      return presentable(customer.profile.registeredAt, customer)
    default:
      return presentable(own(given, from), customer)
  }
}

function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined
}

/** Dates as 3月5日 in the customer's zone, lists joined by 、. */
function presentable(value: unknown, customer: Customer): VariableValue | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return localTime(value, customer.profile.timeZone).toFormat('M月d日')
  if (Array.isArray(value)) return value.length > 0 ? value.join('、') : undefined
  return undefined
}
