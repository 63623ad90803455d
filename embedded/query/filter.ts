import { type BsonDocument, type BsonValue, isDocument, isRegex, typeName } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { type FieldTest, isFieldOperator, parseOperator, parseRegex, passes } from './field-operators.ts'
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
  /** Matches everything. */
  empty: boolean
}

type Predicate = (document: BsonDocument) => boolean

/** Parses a filter completely, so that anything outside the allow-list is refused (2) before a document is read. */
export function parseFilter(filter: BsonDocument): Filter {
  const conditions: Condition[] = []
  const predicates = Object.entries(filter).map(([key, value]) => parseEntry(key, value, conditions))
  return { matches: every(predicates), conditions, empty: predicates.length === 0 }
}

function every(predicates: Predicate[]): Predicate {
  const [only] = predicates
  if (only && predicates.length === 1) return only
  return (document) => predicates.every((predicate) => predicate(document))
}

function parseEntry(key: string, value: BsonValue, conditions: Condition[]): Predicate {
  if (!key.startsWith('$')) return parseField(key, value, conditions)
  if (key !== '$and' && key !== '$or' && key !== '$nor')
    throw new CommandError(2, `unknown top level operator: ${key}`)
  if (!Array.isArray(value) || value.length === 0)
    throw new CommandError(2, `${key} must be a nonempty array`)
  const branches = value.map((branch) => {
    if (!isDocument(branch)) throw new CommandError(2, `${key} entries need to be full objects`)
    return parseFilter(branch)
  })
  const single = branches.length === 1 && key === '$or'
  if (key === '$and' || single) conditions.push(...branches.flatMap((branch) => branch.conditions))
  const tests = branches.map((branch) => branch.matches)
  if (key === '$and') return every(tests)
  const some: Predicate = (document) => tests.some((test) => test(document))
  return key === '$or' ? some : (document) => !some(document)
}

function parseField(path: string, value: BsonValue, conditions: Condition[]): Predicate {
  const parts = splitPath(path)
  const numericPart = parts.some(isArrayIndex)
  return every(
    parseTests(value).map(({ operator, operand, test }) => {
      conditions.push({ path, numericPart, ...simplest(operator, operand) })
      return at(parts, test)
    }),
  )
}

// MongoDB takes `$in` of one value for an equality, which an upsert then inserts.
function simplest(operator: string, operand: BsonValue): { operator: string; operand: BsonValue } {
  const [only, another] = operator === '$in' ? (operand as BsonValue[]) : []
  return only !== undefined && another === undefined
    ? { operator: '$eq', operand: only }
    : { operator, operand }
}

function at(parts: readonly string[], test: FieldTest): Predicate {
  const found: Visitor = (value, element) => (element ? test.single(value!) : passes(test, value))
  return (document) => visit(document, parts, found) !== test.negated
}

interface ParsedTest {
  operator: string
  operand: BsonValue
  test: FieldTest
}

/** `{$gt: 1, $lt: 5}`, a regular expression or a plain value. */
function parseTests(value: BsonValue): ParsedTest[] {
  if (isRegex(value))
    return [{ operator: '$regex', operand: value, test: parseRegex(value.pattern, value.options) }]
  if (!isOperators(value)) return [{ operator: '$eq', operand: value, test: parseOperator('$eq', value) }]
  return Object.entries(value)
    .filter(([operator]) => operator !== '$options' || !Object.hasOwn(value, '$regex'))
    .map(([operator, operand]) => ({ operator, operand, test: parseNested(operator, operand, value) }))
}

/** True for `{$operator: …}`; throws on a mixture of operators and fields. */
export function isOperators(value: BsonValue): value is BsonDocument {
  if (!isDocument(value)) return false
  const keys = Object.keys(value)
  if (!keys[0]?.startsWith('$')) return false
  for (const key of keys) if (!isFieldOperator(key)) throw new CommandError(2, `unknown operator: ${key}`)
  return true
}

function parseNested(operator: string, operand: BsonValue, siblings: BsonDocument): FieldTest {
  if (operator === '$not') return parseNot(operand)
  if (operator === '$elemMatch') return parseElemMatch(operand)
  if (operator === '$regex') return parseRegex(operand, siblings.$options)
  return parseOperator(operator, operand)
}

function parseNot(operand: BsonValue): FieldTest {
  if (!isRegex(operand) && !isOperators(operand)) {
    throw new CommandError(2, `$not needs a regex or a document of operators, not ${typeName(operand)}`)
  }
  const [only, another] = parseTests(operand)
  if (!only || another) throw notSupported('$not with several operators')
  return { ...only.test, negated: !only.test.negated }
}

function parseElemMatch(operand: BsonValue): FieldTest {
  if (!isDocument(operand)) throw new CommandError(2, '$elemMatch needs an Object')
  const [first] = Object.keys(operand)
  const onValues = first?.startsWith('$') && !['$and', '$or', '$nor'].includes(first)
  const matches = onValues ? valueMatcher(operand) : documentMatcher(parseFilter(operand))
  return {
    single: (value) => Array.isArray(value) && value.some(matches),
    missing: false,
    opensArrays: false,
    negated: false,
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
