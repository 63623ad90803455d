import { directed, equal, keyOf } from '../bson/key.ts'
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
import type { Change } from './change.ts'
import type { Place } from './place.ts'

function arrayAt(place: Place, path: string, operator: string): BsonValue[] | undefined {
  const current = place.get()
  if (current === undefined || Array.isArray(current)) return current
  throw new CommandError(
    2,
    `Cannot apply ${operator}: the field '${path}' must be an array but is of type ${typeName(current)}`,
  )
}

/** `{$each: […], …}` rather than a value to add. */
export function hasClauses(operand: BsonValue): operand is BsonDocument {
  return isDocument(operand) && Object.keys(operand).some((key) => key.startsWith('$'))
}

/** The values to add: those of `$each`, or the operand itself. Clauses outside `allowed` are refused by name. */
function valuesToAdd(operator: string, operand: BsonValue, allowed: readonly string[]): BsonValue[] {
  if (!hasClauses(operand)) return [operand]
  const unknown = Object.keys(operand).find((key) => !allowed.includes(key))
  if (unknown) throw new CommandError(2, `Unrecognized clause in ${operator}: ${unknown}`)
  const each = own(operand, '$each')
  if (each === undefined) throw notSupported(`${operator} with ${Object.keys(operand)[0]} but without $each`)
  if (Array.isArray(each)) return each
  throw new CommandError(
    operator === '$push' ? 2 : 14,
    `The argument to $each in ${operator} must be an array`,
  )
}

/** `$push` of one value, or of `$each` with `$sort` and `$slice`, applied in that order. */
export function push(operand: BsonValue, path: string): Change {
  const values = valuesToAdd('$push', operand, ['$each', '$sort', '$slice'])
  const { $sort, $slice }: BsonDocument = hasClauses(operand) ? operand : {}
  const keyIn = parsePushSort($sort)
  const slice = parseSlice($slice)
  return {
    reach: 'create',
    apply: (place) => {
      const array = [...(arrayAt(place, path, '$push') ?? []), ...values]
      if (keyIn) array.sort((a, b) => Buffer.compare(keyIn(a), keyIn(b)))
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

/** The key that decides an element's place: of the whole element, or of fields in it. */
function parsePushSort(operand: BsonValue | undefined): ((element: BsonValue) => Buffer) | undefined {
  if (operand === undefined) return undefined
  if (isDocument(operand)) {
    const fields = parseFields('$sort of $push', operand)
    if (fields.length === 0)
      throw new CommandError(2, 'The $sort pattern is empty when it should be a set of fields')
    return (element) =>
      Buffer.concat(
        fields.map(({ parts, direction }) => directed(keyOf(plainValue(element, parts)), direction)),
      )
  }
  const direction = asNumber(operand)
  if (direction !== 1 && direction !== -1)
    throw new CommandError(2, 'The $sort element value must be either 1 or -1')
  return (element) => directed(keyOf(element), direction)
}

function plainValue(value: BsonValue, parts: readonly string[]): BsonValue {
  let at: BsonValue | undefined = value
  for (const part of parts) at = isDocument(at) ? own(at, part) : undefined
  return at ?? null
}

/** `$addToSet` of one value or of `$each`; equality is that of queries. */
export function addToSet(operand: BsonValue, path: string): Change {
  const values = valuesToAdd('$addToSet', operand, ['$each'])
  return {
    reach: 'create',
    apply: (place) => {
      const array = [...(arrayAt(place, path, '$addToSet') ?? [])]
      for (const value of values) {
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
