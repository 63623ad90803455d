import { compare, equal } from '../bson/compare.ts'
import {
  asNumber,
  type BsonDocument,
  type BsonValue,
  isDocument,
  isRegex,
  own,
  typeName,
} from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { isOperators, parseFilter, pullMatcher } from '../query/filter.ts'
import { parseFields } from '../query/sort.ts'
import type { IndexField } from '../store/index-keys.ts'
import type { Change } from './operators.ts'
import type { Place } from './place.ts'

function arrayAt(place: Place, path: string, operator: string): BsonValue[] | undefined {
  const current = place.get()
  if (current === undefined || Array.isArray(current)) return current
  throw new CommandError(
    2,
    `Cannot apply ${operator}: the field '${path}' must be an array but is of type ${typeName(current)}`,
  )
}

interface Clauses {
  each: BsonValue[]
  clauses: BsonDocument
}

/** `{$each: […], …}` taken apart, or the operand as the only value. Clauses outside `allowed` are refused by name. */
function clausesOf(operator: string, operand: BsonValue, allowed: readonly string[]): Clauses {
  const isClause = isDocument(operand) && Object.keys(operand).some((key) => key.startsWith('$'))
  if (!isClause) return { each: [operand], clauses: {} }
  const unknown = Object.keys(operand).find((key) => key !== '$each' && !allowed.includes(key))
  if (unknown) throw new CommandError(2, `Unrecognized clause in ${operator}: ${unknown}`)
  const each = own(operand, '$each')
  if (each === undefined) throw notSupported(`${operator} with ${Object.keys(operand)[0]} but without $each`)
  if (!Array.isArray(each)) {
    throw new CommandError(
      operator === '$push' ? 2 : 14,
      `The argument to $each in ${operator} must be an array`,
    )
  }
  return { each, clauses: operand }
}

/** `$push` of one value, or of `$each` with `$sort` and `$slice`, applied in that order. */
export function push(operand: BsonValue, path: string): Change {
  const { each, clauses } = clausesOf('$push', operand, ['$sort', '$slice'])
  const sort = parsePushSort(own(clauses, '$sort'))
  const slice = parseSlice(own(clauses, '$slice'))
  return {
    reach: 'create',
    apply: (place) => {
      const array = [...(arrayAt(place, path, '$push') ?? []), ...each]
      if (sort) array.sort(sort)
      place.set(slice(array))
    },
  }
}

function parseSlice(operand: BsonValue | undefined): (array: BsonValue[]) => BsonValue[] {
  if (operand === undefined) return (array) => array
  const length = asNumber(operand)
  if (length === undefined || !Number.isInteger(length)) {
    throw new CommandError(2, 'The value for $slice must be an integer value')
  }
  return (array) => (length >= 0 ? array.slice(0, length) : array.slice(length))
}

function parsePushSort(operand: BsonValue | undefined): ((a: BsonValue, b: BsonValue) => number) | undefined {
  if (operand === undefined) return undefined
  if (isDocument(operand)) {
    const fields = parseFields('$sort of $push', operand)
    if (fields.length === 0)
      throw new CommandError(2, 'The $sort pattern is empty when it should be a set of fields')
    return (a, b) => compareByFields(a, b, fields)
  }
  const direction = asNumber(operand)
  if (direction !== 1 && direction !== -1)
    throw new CommandError(2, 'The $sort element value must be either 1 or -1')
  return (a, b) => direction * compare(a, b)
}

function compareByFields(a: BsonValue, b: BsonValue, fields: IndexField[]): number {
  for (const { parts, direction } of fields) {
    const order = compare(plainValue(a, parts), plainValue(b, parts))
    if (order !== 0) return order * direction
  }
  return 0
}

function plainValue(value: BsonValue, parts: readonly string[]): BsonValue {
  let at: BsonValue | undefined = value
  for (const part of parts) at = isDocument(at) ? own(at, part) : undefined
  return at ?? null
}

/** `$addToSet` of one value or of `$each`; equality is that of queries. */
export function addToSet(operand: BsonValue, path: string): Change {
  const { each } = clausesOf('$addToSet', operand, [])
  return {
    reach: 'create',
    apply: (place) => {
      const array = [...(arrayAt(place, path, '$addToSet') ?? [])]
      for (const value of each) {
        if (!array.some((member) => equal(member, value))) array.push(value)
      }
      place.set(array)
    },
  }
}

/** `$pull`: the elements equal to a value, or that meet operators, or that are documents meeting a filter. */
export function pull(operand: BsonValue, path: string): Change {
  const leaves = pullCondition(operand)
  return {
    reach: 'findViable',
    apply: (place) => {
      const array = arrayAt(place, path, '$pull')
      if (array) place.set(array.filter((element) => !leaves(element)))
    },
  }
}

function pullCondition(operand: BsonValue): (element: BsonValue) => boolean {
  if (isRegex(operand) || isOperators(operand)) return pullMatcher(operand)
  if (isDocument(operand)) {
    const filter = parseFilter(operand)
    return (element) => isDocument(element) && filter.matches(element)
  }
  return (element) => equal(element, operand)
}
