import { ObjectId } from 'bson'
import { checkStorable } from '../bson/storable.ts'
import { type BsonDocument, type BsonValue, decode, encode, isDocument, own, setOwn } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { isArrayIndex, splitPath } from '../query/path.ts'
import { hasClauses } from './array-operators.ts'
import type { Change } from './change.ts'
import { updateOperators } from './operators.ts'
import { placeAt } from './place.ts'

export interface Update {
  replaces: boolean
  /** The document as changed. The one given stays as it was, and they share what no path touches. Throws before anything is stored. */
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
    const parse = own(updateOperators, operator)
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
  return takesClauses && hasClauses(operand) ? (own(operand, '$each') ?? null) : operand
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
  const touched = new Set(steps.map(({ parts }) => parts[0]!))
  function run(document: BsonDocument, inserting: boolean): void {
    const id = own(document, '_id')
    for (const { parts, change } of steps) {
      if (change.onlyOnInsert && !inserting) continue
      const place = placeAt(document, parts, change.reach)
      if (place) change.apply(place)
    }
    checkSameId(id, own(document, '_id'))
  }
  return {
    replaces: false,
    apply(document) {
      const changed = { ...document }
      for (const field of touched)
        if (Object.hasOwn(changed, field)) setOwn(changed, field, copyOf(changed[field]!))
      run(changed, false)
      return changed
    },
    insertFor(filter) {
      // A copy, because the filter's values may be used again.
      const document = decode(encode(equalitiesOf(filter)))
      run(document, true)
      checkStorable(document)
      return withId(document)
    },
  }
}

/** Documents and arrays anew; what they hold is never changed in place. */
function copyOf(value: BsonValue): BsonValue {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isDocument(value)) return value
  const copy: BsonDocument = {}
  for (const [field, each] of Object.entries(value)) setOwn(copy, field, copyOf(each))
  return copy
}

function replacement(document: BsonDocument): Update {
  checkStorable(document)
  const given = own(document, '_id')
  return {
    replaces: true,
    apply({ _id }) {
      checkSameId(given, _id)
      return { _id: _id!, ...document }
    },
    insertFor(filter) {
      const wanted = own(equalitiesOf(filter), '_id')
      if (given !== undefined) checkSameId(wanted, given)
      return withId(wanted === undefined ? document : { _id: wanted, ...document })
    },
  }
}

/** An `_id` that is given must stay what it is, to the byte. */
function checkSameId(given: BsonValue | undefined, found: BsonValue | undefined): void {
  if (given === undefined || given === found || encode({ _id: given }).equals(encode({ _id: found }))) return
  throw new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

function equalitiesOf(filter: Filter): BsonDocument {
  const document: BsonDocument = {}
  const seen: string[] = []
  for (const { path, operator, operand } of filter.conditions) {
    if (operator !== '$eq') continue
    if (seen.some((other) => `${path}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${path}.`))) {
      throw new CommandError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
    }
    seen.push(path)
    placeAt(document, splitPath(path), 'create')?.set(operand)
  }
  return document
}

/** Puts `_id` first, giving a new one where there is none. */
export function withId(document: BsonDocument): BsonDocument {
  return Object.keys(document)[0] === '_id' ? document : { _id: new ObjectId(), ...document }
}
