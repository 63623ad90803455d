import { ObjectId } from 'bson'
import { checkStorable } from '../bson/storable.ts'
import { type BsonDocument, type BsonValue, decode, encode, isDocument, own, setOwn } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { isArrayIndex, splitPath } from '../query/path.ts'
import { type Change, updateOperators } from './operators.ts'
import { placeAt } from './place.ts'

export interface Update {
  replaces: boolean
  /** Changes the document in place (or returns its replacement); throws before anything is stored. */
  apply(document: BsonDocument): BsonDocument
  /** The document an upsert inserts: the filter's equalities, then the update, `_id` first. */
  insertFor(filter: Filter): BsonDocument
}

interface Step {
  path: string
  parts: string[]
  change: Change
}

/** Parses `{$operator: {path: operand}}` or a replacement. Pipelines and unknown operators are refused by name. */
export function parseUpdate(update: BsonValue): Update {
  if (Array.isArray(update)) throw notSupported('an update by an aggregation pipeline')
  if (!isDocument(update)) throw new CommandError(9, 'Update argument must be either an object or an array')
  const [first] = Object.keys(update)
  return first?.startsWith('$') ? operatorUpdate(parseSteps(update)) : replacement(update)
}

function parseSteps(update: BsonDocument): Step[] {
  const steps: Step[] = []
  for (const [operator, paths] of Object.entries(update)) {
    const parse = Object.hasOwn(updateOperators, operator) ? updateOperators[operator] : undefined
    if (!parse)
      throw new CommandError(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    if (!isDocument(paths)) {
      throw new CommandError(9, `Modifiers operate on fields but we found another type instead: ${operator}`)
    }
    for (const [path, operand] of Object.entries(paths)) {
      const parts = splitPath(path)
      checkStorable(storedBy(operator, operand), path)
      steps.push({ path, parts, change: parse(operand, path) })
    }
  }
  // MongoDB applies the paths in this order whatever the operators, so new fields appear in it.
  steps.sort((a, b) => comparePaths(a.parts, b.parts))
  checkConflicts(steps)
  return steps
}

/** The part of an operand that ends up in a document. */
function storedBy(operator: string, operand: BsonValue): BsonValue {
  if (operator === '$pull' || operator === '$unset') return null
  const takesClauses = operator === '$push' || operator === '$addToSet'
  const hasClauses = isDocument(operand) && Object.keys(operand).some((key) => key.startsWith('$'))
  return takesClauses && hasClauses ? (own(operand, '$each') ?? null) : operand
}

function comparePaths(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i]!
    const y = b[i]!
    if (x === y) continue
    const numeric = Number(isArrayIndex(y)) - Number(isArrayIndex(x))
    if (numeric !== 0) return numeric
    return isArrayIndex(x) ? Number(x) - Number(y) : x < y ? -1 : 1
  }
  return a.length - b.length
}

// Sorted, a path is followed at once by whatever lies under it.
function checkConflicts(steps: Step[]): void {
  for (let i = 1; i < steps.length; i++) {
    const before = steps[i - 1]!
    const path = steps[i]!
    if (before.parts.every((part, at) => path.parts[at] === part)) {
      throw new CommandError(
        40,
        `Updating the path '${path.path}' would create a conflict at '${before.path}'`,
      )
    }
  }
}

function operatorUpdate(steps: Step[]): Update {
  function run(document: BsonDocument, inserting: boolean): void {
    for (const { parts, change } of steps) {
      if (change.onlyOnInsert && !inserting) continue
      const place = placeAt(document, parts, change.reach)
      if (place) change.apply(place)
    }
  }
  return {
    replaces: false,
    apply(document) {
      const id = encode({ _id: document._id })
      run(document, false)
      if (!id.equals(encode({ _id: own(document, '_id') }))) throw immutableId()
      return document
    },
    insertFor(filter) {
      const document = decode(encode(equalitiesOf(filter)))
      const id = own(document, '_id')
      run(document, true)
      if (id !== undefined && !encode({ id }).equals(encode({ id: own(document, '_id') })))
        throw immutableId()
      checkStorable(document)
      return withId(document)
    },
  }
}

function replacement(document: BsonDocument): Update {
  checkStorable(document)
  const given = own(document, '_id')
  return {
    replaces: true,
    apply(before) {
      if (given !== undefined && !encode({ given }).equals(encode({ given: before._id }))) throw immutableId()
      return withId({ _id: before._id!, ...document })
    },
    insertFor(filter) {
      const wanted = own(equalitiesOf(filter), '_id')
      if (
        wanted !== undefined &&
        given !== undefined &&
        !encode({ wanted }).equals(encode({ wanted: given }))
      ) {
        throw immutableId()
      }
      return withId(wanted === undefined ? { ...document } : { _id: wanted, ...document })
    },
  }
}

function immutableId(): CommandError {
  return new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

function equalitiesOf(filter: Filter): BsonDocument {
  const document: BsonDocument = {}
  const seen: string[] = []
  for (const { path, operator, operand } of filter.conditions) {
    if (operator !== '$eq') continue
    const clash = seen.find(
      (other) => `${path}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${path}.`),
    )
    if (clash !== undefined) {
      throw new CommandError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
    }
    seen.push(path)
    placeAt(document, splitPath(path), 'create')?.set(operand)
  }
  return document
}

/** Puts `_id` first, giving a new one where there is none. */
export function withId(document: BsonDocument): BsonDocument {
  const fields = Object.keys(document)
  if (fields[0] === '_id') return document
  const out: BsonDocument = { _id: own(document, '_id') ?? new ObjectId() }
  for (const field of fields) if (field !== '_id') setOwn(out, field, document[field]!)
  return out
}
