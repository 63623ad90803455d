import type { BSONRegExp } from 'bson'
import { compare, equal } from '../bson/compare.ts'
import { asNumber, type BsonValue, isRegex, Kind, kindOf, typeName } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'

export interface FieldTest {
  /** Asked for one value, an array among them taken as it is. */
  single(value: BsonValue): boolean
  /** The answer where the path leads nowhere. */
  missing: boolean
  /** An array at the end of the path also passes when one of its elements does. */
  opensArrays: boolean
  /** The test holds when no value at the path passes. */
  negated: boolean
}

type Parser = (operand: BsonValue) => FieldTest

const parsers: Record<string, Parser> = {
  $eq: equalTo,
  $ne: (operand) => ({ ...equalTo(operand), negated: true }),
  $gt: (operand) => ordered(operand, (order) => order > 0),
  $gte: (operand) => ordered(operand, (order) => order >= 0),
  $lt: (operand) => ordered(operand, (order) => order < 0),
  $lte: (operand) => ordered(operand, (order) => order <= 0),
  $in: (operand) => oneOf('$in', operand),
  $nin: (operand) => ({ ...oneOf('$nin', operand), negated: true }),
  $exists: (operand) => ({
    single: () => true,
    missing: false,
    opensArrays: false,
    negated: !isTrue(operand),
  }),
}

// These need the parser of whole filters or their sibling, and are dispatched there.
const structural = new Set(['$not', '$elemMatch', '$regex', '$options'])

export function isFieldOperator(name: string): boolean {
  return structural.has(name) || Object.hasOwn(parsers, name)
}

export function parseOperator(name: string, operand: BsonValue): FieldTest {
  const parser = Object.hasOwn(parsers, name) ? parsers[name] : undefined
  if (!parser) throw new CommandError(2, `unknown operator: ${name}`)
  return parser(operand)
}

/** What one end of a path contributes: the value itself or, being an array, one of its elements. */
export function passes(test: FieldTest, value: BsonValue | undefined): boolean {
  if (value === undefined) return test.missing
  return test.single(value) || (test.opensArrays && Array.isArray(value) && value.some(test.single))
}

function equalTo(operand: BsonValue): FieldTest {
  checkOperand('$eq', operand)
  return {
    single: (value) => equal(value, operand),
    missing: operand === null,
    opensArrays: true,
    negated: false,
  }
}

// Comparison never crosses types; null is ordered with itself and with "missing" only, NaN with itself only.
function ordered(operand: BsonValue, accepts: (order: number) => boolean): FieldTest {
  checkOperand('comparison', operand)
  const kind = kindOf(operand)
  const lonely = isNotANumber(operand)
  return {
    single: (value) =>
      kindOf(value) === kind && isNotANumber(value) === lonely && accepts(compare(value, operand)),
    missing: kind === Kind.null && accepts(0),
    opensArrays: true,
    negated: false,
  }
}

function isNotANumber(value: BsonValue): boolean {
  return Number.isNaN(asNumber(value))
}

function oneOf(name: string, operand: BsonValue): FieldTest {
  if (!Array.isArray(operand)) throw new CommandError(2, `${name} needs an array`)
  for (const one of operand) {
    if (isRegex(one)) throw notSupported(`a regular expression inside ${name}`)
    checkOperand(name, one)
  }
  const values = [...operand].sort(compare)
  return {
    single: (value) => includes(values, value),
    missing: values.includes(null),
    opensArrays: true,
    negated: false,
  }
}

function includes(sorted: BsonValue[], value: BsonValue): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(sorted[middle]!, value) < 0) low = middle + 1
    else high = middle
  }
  return low < sorted.length && equal(sorted[low]!, value)
}

function isTrue(operand: BsonValue): boolean {
  if (operand === null || operand === false) return false
  return asNumber(operand) !== 0
}

function checkOperand(name: string, operand: BsonValue): void {
  const kind = kindOf(operand)
  if (kind === Kind.regex) throw new CommandError(2, `Can't have RegEx as arg to predicate ${name}`)
  if (kind === Kind.unsupported)
    throw notSupported(`comparing with a value of type ${typeName(operand)} (${name})`)
  if (kind === Kind.array) for (const one of operand as BsonValue[]) checkOperand(name, one)
  if (kind === Kind.object)
    for (const one of Object.values(operand as object)) checkOperand(name, one as BsonValue)
}

// A literal text, its special characters escaped, perhaps anchored at the start: JavaScript and PCRE agree on these.
const literalPattern = /^\^?(?:[^\\^$.|?*+()[\]{}]|\\[^\p{L}\p{N}])*$/u

/**
 * `{$regex, $options}` or a regular expression value, for searching a literal text: only an optional `^`, escaped
 * punctuation and plain characters, only the option i. Everything else is refused rather than read differently
 * from PCRE.
 */
export function parseRegex(operand: BsonValue, options: BsonValue | undefined): FieldTest {
  const regex = isRegex(operand) ? (operand as BSONRegExp) : undefined
  const pattern = regex ? regex.pattern : operand
  const flags = options ?? regex?.options ?? ''
  if (typeof pattern !== 'string') throw new CommandError(2, '$regex has to be a string')
  if (typeof flags !== 'string') throw new CommandError(2, '$options has to be a string')
  if (flags !== '' && flags !== 'i') throw notSupported(`$options '${flags}' of $regex (only 'i')`)
  if (!literalPattern.test(pattern))
    throw notSupported(`$regex '${pattern}' (only literal text, escaped, and ^)`)
  const expression = new RegExp(pattern.replace(/\\([^\p{L}\p{N}])/gu, escapePunctuation), `${flags}u`)
  return {
    single: (value) => typeof value === 'string' && expression.test(value),
    missing: false,
    opensArrays: true,
    negated: false,
  }
}

// JavaScript's Unicode mode accepts a backslash before syntax characters only.
function escapePunctuation(_: string, character: string): string {
  return /[\\^$.|?*+()[\]{}/]/.test(character) ? `\\${character}` : character
}
