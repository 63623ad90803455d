import { type BsonDocument, type BsonValue, isDocument, own } from '../bson/value.ts'
import { CommandError } from '../errors.ts'

const maxParts = 100

/** Splits a dotted path. Throws 56 on an empty part and refuses `$` parts (positional and DBRef fields). */
export function splitPath(path: string): string[] {
  const parts = path.split('.')
  if (parts.length > maxParts)
    throw new CommandError(15, `the path '${path}' has more than ${maxParts} parts`)
  for (const part of parts) {
    if (part === '') throw new CommandError(56, `FieldPath '${path}' contains an empty field name`)
    if (part.startsWith('$'))
      throw new CommandError(2, `the path '${path}' contains '${part}', which is not supported`)
  }
  return parts
}

export function isArrayIndex(part: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(part)
}

/**
 * Called with each value a path leads to, undefined for "missing here"; true ends the walk. `element` says that the
 * value was picked by its position in an array, and is then not opened, should it be an array itself.
 */
export type Visitor = (value: BsonValue | undefined, element: boolean) => boolean

/**
 * Walks a path as MongoDB's matcher does: through every element of the arrays on its way, and a numeric part also as
 * a position. The value at the end is handed over whole; arrays there are opened by the operators themselves.
 */
export function visit(document: BsonDocument, parts: readonly string[], visitor: Visitor, at = 0): boolean {
  const value = own(document, parts[at]!)
  if (value === undefined || at + 1 === parts.length) return visitor(value, false)
  if (isDocument(value)) return visit(value, parts, visitor, at + 1)
  if (Array.isArray(value)) return visitArray(value, parts, visitor, at + 1)
  return visitor(undefined, false)
}

function visitArray(array: BsonValue[], parts: readonly string[], visitor: Visitor, at: number): boolean {
  const part = parts[at]!
  if (isArrayIndex(part) && Number(part) < array.length) {
    if (visitElement(array[Number(part)]!, parts, visitor, at + 1)) return true
  }
  return array.some((element) => isDocument(element) && visit(element, parts, visitor, at))
}

// A scalar element with path left over is not even "missing", unlike a scalar field.
function visitElement(value: BsonValue, parts: readonly string[], visitor: Visitor, at: number): boolean {
  if (at === parts.length) return visitor(value, true)
  if (isDocument(value)) return visit(value, parts, visitor, at)
  return Array.isArray(value) && visitArray(value, parts, visitor, at)
}
