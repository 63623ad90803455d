import { compare, equal, keyText } from '../bson/key.ts'
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

/** The operators that need nothing but their operand. */
export const valueOperators: Record<string, (operand: BsonValue) => FieldTest> = {
  $eq: equalTo,
  $ne: (operand) => negate(equalTo(operand)),
  $gt: (operand) => ordered(operand, (order) => order > 0),
  $gte: (operand) => ordered(operand, (order) => order >= 0),
  $lt: (operand) => ordered(operand, (order) => order < 0),
  $lte: (operand) => ordered(operand, (order) => order <= 0),
  $in: (operand) => oneOf('$in', operand),
  $nin: (operand) => negate(oneOf('$nin', operand)),
  $exists: (operand) => ({
    ...positive(() => true),
    opensArrays: false,
    negated: operand === null || operand === false || asNumber(operand) === 0,
  }),
}

export function positive(single: FieldTest['single']): FieldTest {
  return { single, missing: false, opensArrays: true, negated: false }
}

export function negate(test: FieldTest): FieldTest {
  return { ...test, negated: !test.negated }
}

/** What one end of a path contributes: the value itself or, being an array, one of its elements. */
export function passes(test: FieldTest, value: BsonValue | undefined): boolean {
  if (value === undefined) return test.missing
  return test.single(value) || (test.opensArrays && Array.isArray(value) && value.some(test.single))
}

function equalTo(operand: BsonValue): FieldTest {
  checkOperand('$eq', operand)
  return { ...positive((value) => equal(value, operand)), missing: operand === null }
}

// Comparison never crosses types; null is ordered with itself and with "missing" only, NaN with itself only.
function ordered(operand: BsonValue, accepts: (order: number) => boolean): FieldTest {
  checkOperand('comparison', operand)
  const kind = kindOf(operand)
  const lonely = isNotANumber(operand)
  return {
    ...positive(
      (value) => kindOf(value) === kind && isNotANumber(value) === lonely && accepts(compare(value, operand)),
    ),
    missing: kind === Kind.null && accepts(0),
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
  const keys = new Set(operand.map(keyText))
  return { ...positive((value) => keys.has(keyText(value))), missing: operand.includes(null) }
}

function checkOperand(name: string, operand: BsonValue): void {
  const kind = kindOf(operand)
  if (kind === Kind.regex) throw new CommandError(2, `Can't have RegEx as arg to predicate ${name}`)
  if (kind === Kind.unsupported)
    throw notSupported(`comparing with a value of type ${typeName(operand)} (${name})`)
  if (kind === Kind.array || kind === Kind.object)
    for (const one of Object.values(operand as object)) checkOperand(name, one)
}

// A literal text, its special characters escaped, perhaps anchored at the start: JavaScript and PCRE agree on these.
const literalPattern = /^\^?(?:[^\\^$.|?*+()[\]{}]|\\[^\p{L}\p{N}])*$/u

/**
 * `{$regex, $options}` or a regular expression value, for searching a literal text: only an optional `^`, escaped
 * punctuation and plain characters, only the option i. Everything else is refused rather than read differently
 * from PCRE.
 */
export function parseRegex(operand: BsonValue, options: BsonValue | undefined): FieldTest {
  const pattern = isRegex(operand) ? operand.pattern : operand
  const flags = options ?? (isRegex(operand) ? operand.options : '')
  if (typeof pattern !== 'string') throw new CommandError(2, '$regex has to be a string')
  if (typeof flags !== 'string') throw new CommandError(2, '$options has to be a string')
  if (flags !== '' && flags !== 'i') throw notSupported(`$options '${flags}' of $regex (only 'i')`)
  if (!literalPattern.test(pattern))
    throw notSupported(`$regex '${pattern}' (only literal text, escaped, and ^)`)
  // JavaScript's Unicode mode accepts a backslash before syntax characters only.
  const source = pattern.replace(/\\([^\p{L}\p{N}])/gu, (escaped, character: string) =>
    /[\\^$.|?*+()[\]{}/]/.test(character) ? escaped : character,
  )
  const expression = new RegExp(source, `${flags}u`)
  return positive((value) => typeof value === 'string' && expression.test(value))
}
