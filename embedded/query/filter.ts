import { type BsonDocument, type BsonValue, isDocument, isRegex, own, typeName } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { type FieldTest, negate, parseRegex, passes, positive, valueOperators } from './field-operators.ts'
import { isArrayIndex, splitPath, type Visitor, visit } from './path.ts'

/** A test that must hold at a path, kept apart so that the planner can look for an index and an upsert for values. */
export interface Condition {
  path: string
  /** A numeric part may be a position or a field, which no index knows. */
  numericPart: boolean
  operator: string
  operand: BsonValue
}

export interface Filter {
  matches(document: BsonDocument): boolean
  /** What must hold at the top level, and-ed; the filter may ask for more than this. */
  conditions: Condition[]
  /** The branches of each `$or` at the top level: one branch of each must hold as well. */
  alternatives: Filter[][]
  /** Matches everything. */
  empty: boolean
  /** `conditions` is all it asks. */
  plain: boolean
  /** Every path it asks about; null when the keys of an index could not answer it. */
  paths: ReadonlySet<string> | null
}

type Predicate = (document: BsonDocument) => boolean
type Known = Pick<Filter, 'conditions' | 'alternatives' | 'plain' | 'paths'>

const combine: Record<string, (tests: Predicate[]) => Predicate> = {
  $and: every,
  $or: (tests) => (document) => tests.some((test) => test(document)),
  $nor: (tests) => (document) => !tests.some((test) => test(document)),
}

const fieldOperators: Record<string, (operand: BsonValue, siblings: BsonDocument) => FieldTest> = {
  ...valueOperators,
  $not: parseNot,
  $elemMatch: parseElemMatch,
  $regex: (operand, { $options }) => parseRegex(operand, $options),
}

/** Parses a filter completely, so that anything outside the allow-list is refused (2) before a document is read. */
export function parseFilter(filter: BsonDocument): Filter {
  const known: Known = { conditions: [], alternatives: [], plain: true, paths: new Set() }
  const predicates = Object.entries(filter).map(([key, value]) =>
    key.startsWith('$') ? parseLogical(key, value, known) : parseField(key, value, known),
  )
  return { matches: every(predicates), ...known, empty: predicates.length === 0 }
}

function every(predicates: Predicate[]): Predicate {
  const [only] = predicates
  if (only && predicates.length === 1) return only
  return (document) => predicates.every((predicate) => predicate(document))
}

function parseLogical(operator: string, value: BsonValue, known: Known): Predicate {
  const combined = own(combine, operator)
  if (!combined) throw new CommandError(2, `unknown top level operator: ${operator}`)
  if (!Array.isArray(value) || value.length === 0)
    throw new CommandError(2, `${operator} must be a nonempty array`)
  const branches = value.map((branch) => {
    if (!isDocument(branch)) throw new CommandError(2, `${operator} entries need to be full objects`)
    return parseFilter(branch)
  })
  if (operator === '$and' || (operator === '$or' && branches.length === 1)) {
    known.conditions.push(...branches.flatMap((branch) => branch.conditions))
    known.alternatives.push(...branches.flatMap((branch) => branch.alternatives))
    known.plain &&= branches.every(({ plain }) => plain)
  } else {
    known.plain = false
    if (operator === '$or') known.alternatives.push(branches)
  }
  for (const { paths } of branches) known.paths = joined(known.paths, paths)
  return combined(branches.map((branch) => branch.matches))
}

// A key does not tell a missing field from null, and knows no whole arrays.
const beyondKeys: ReadonlySet<string> = new Set(['$exists', '$elemMatch', '$not'])

function joined(some: Known['paths'], others: Known['paths']): Known['paths'] {
  return some === null || others === null ? null : new Set([...some, ...others])
}

function parseField(path: string, value: BsonValue, known: Known): Predicate {
  const parts = splitPath(path)
  const numericPart = parts.some(isArrayIndex)
  return every(
    parseTests(value).map(({ operator, operand, test }) => {
      known.conditions.push({ path, numericPart, ...simplest(operator, operand) })
      known.paths = joined(known.paths, numericPart || beyondKeys.has(operator) ? null : new Set([path]))
      return at(parts, test)
    }),
  )
}

// MongoDB takes `$in` of one value for an equality, which an upsert then inserts.
function simplest(operator: string, operand: BsonValue): { operator: string; operand: BsonValue } {
  if (operator === '$in' && Array.isArray(operand) && operand.length === 1)
    return { operator: '$eq', operand: operand[0]! }
  return { operator, operand }
}

function at(parts: readonly string[], test: FieldTest): Predicate {
  const found: Visitor = (value, element) => (element ? test.single(value!) : passes(test, value))
  return (document) => visit(document, parts, found) !== test.negated
}

/** `{$gt: 1, $lt: 5}`, a regular expression or a plain value. */
function parseTests(value: BsonValue): { operator: string; operand: BsonValue; test: FieldTest }[] {
  if (isRegex(value)) return parseTests({ $regex: value })
  if (!isOperators(value)) return parseTests({ $eq: value })
  return Object.entries(value)
    .filter(([operator]) => operator !== '$options')
    .map(([operator, operand]) => ({ operator, operand, test: fieldOperators[operator]!(operand, value) }))
}

/** True for `{$operator: …}`; throws on a mixture of operators and fields. */
export function isOperators(value: BsonValue): value is BsonDocument {
  if (!isDocument(value) || !Object.keys(value)[0]?.startsWith('$')) return false
  for (const key of Object.keys(value)) {
    const known = key === '$options' ? Object.hasOwn(value, '$regex') : Object.hasOwn(fieldOperators, key)
    if (!known) throw new CommandError(2, `unknown operator: ${key}`)
  }
  return true
}

function parseNot(operand: BsonValue): FieldTest {
  if (!isRegex(operand) && !isOperators(operand)) {
    throw new CommandError(2, `$not needs a regex or a document of operators, not ${typeName(operand)}`)
  }
  const [only, another] = parseTests(operand)
  if (!only || another) throw notSupported('$not with several operators')
  return negate(only.test)
}

function parseElemMatch(operand: BsonValue): FieldTest {
  if (!isDocument(operand)) throw new CommandError(2, '$elemMatch needs an Object')
  const [first] = Object.keys(operand)
  const onValues = first?.startsWith('$') && !Object.hasOwn(combine, first)
  const matches = onValues ? valueMatcher(operand) : documentMatcher(parseFilter(operand))
  return {
    ...positive((value) => Array.isArray(value) && value.some(matches)),
    opensArrays: false,
  }
}

// An array inside the array counts as a document whose fields are its positions.
function documentMatcher(filter: Filter): (element: BsonValue) => boolean {
  return (element) => {
    if (Array.isArray(element)) return filter.matches({ ...element } as unknown as BsonDocument)
    return isDocument(element) && filter.matches(element)
  }
}

function valueMatcher(operators: BsonValue): (element: BsonValue) => boolean {
  const tests = parseTests(operators).map(({ test }) => test)
  return (element) => tests.every((test) => test.single(element) !== test.negated)
}

/** Matches one array element as `$pull` does: against operators, an array among the elements being opened. */
export function pullMatcher(operators: BsonValue): (element: BsonValue) => boolean {
  const tests = parseTests(operators).map(({ test }) => test)
  return (element) => tests.every((test) => passes(test, element) !== test.negated)
}
