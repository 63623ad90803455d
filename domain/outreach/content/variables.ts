import { DateTime } from 'luxon'
import type { Customer } from '../../../models/customer.ts'
import { readTrait } from '../../audience/fields.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { defaultZone, localTime } from '../../local-time.ts'
import { cleanLine } from '../../text/clean-line.ts'

/** What Liquid may put into a text. */
export type VariableValue = string | number | boolean

export interface ResolvedVariables {
  /** As stored, or the author's default; dates as 3月5日. */
  values: Record<string, VariableValue>
  /** Names whose words are not the author's. */
  foreign: Set<string>
  /** Those that are dates, on the customer's own calendar. */
  dates: Record<string, DateTime>
  /** Declared, without value and without default. Only a fault when the text uses them. */
  missing: string[]
}

/** Finds the value of every declared variable that is not a link; a blank value counts as missing. */
export function resolveVariables(
  message: MessageDefinition,
  customer: Customer,
  given: Record<string, string>,
  recommended: Record<string, string>,
): ResolvedVariables {
  const resolved: ResolvedVariables = { values: {}, foreign: new Set(), dates: {}, missing: [] }
  for (const [name, variable] of Object.entries(message.variables)) {
    if (variable.kind === 'link') continue
    if (variable.kind === 'recommend') {
      resolved.values[name] = recommended[name] ?? variable.default
      continue
    }
    const found = lookUp(variable.from, customer, given)
    const value = found ?? variable.default
    if (value === undefined) resolved.missing.push(name)
    else if (!DateTime.isDateTime(value)) resolved.values[name] = value
    else {
      resolved.values[name] = value.toFormat(dateFormat)
      resolved.dates[name] = value
    }
    if (typeof found === 'string') resolved.foreign.add(name)
  }
  return resolved
}

const dateFormat = 'M月d日'
const traitPrefix = 'customer.traits.'

type Found = VariableValue | DateTime

function lookUp(from: string, customer: Customer, given: Record<string, string>): Found | undefined {
  if (from.startsWith(traitPrefix))
    return presentable(readTrait(customer, from.slice(traitPrefix.length)), customer)
  switch (from) {
    case 'customer.nickname':
      return presentable(customer.profile.nickname, customer)
    case 'customer.region':
      return presentable(customer.profile.region, customer)
    case 'customer.sourceChannel':
      return presentable(customer.profile.sourceChannel, customer)
    case 'customer.registeredAt':
      return presentable(customer.profile.registeredAt, customer)
    case 'coupon.validUntil':
      return validUntil(own(given, from))
    default:
      return presentable(own(given, from), customer)
  }
}

/** A coupon ends on the company's calendar. Runs of earlier versions hold month and day alone. */
function validUntil(text: unknown): Found | undefined {
  if (typeof text !== 'string') return undefined
  const date = DateTime.fromFormat(text, 'yyyy年M月d日', { zone: defaultZone })
  return date.isValid ? date : cleanLine(text) || undefined
}

function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined
}

/** Words clean and on one line, none when nothing is left; lists joined by 、. */
function presentable(value: unknown, customer: Customer): Found | undefined {
  if (typeof value === 'string') return cleanLine(value) || undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return localTime(value, customer.profile.timeZone)
  if (Array.isArray(value)) return cleanLine(value.join('、')) || undefined
  return undefined
}
