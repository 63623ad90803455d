import {
  type BsonDocument,
  type BsonValue,
  isDocument,
  Kind,
  kindOf,
  own,
  setOwn,
  typeName,
} from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { splitPath } from '../query/path.ts'

/** Computes a value from a document; undefined where the field is missing. */
export type Expression = (document: BsonDocument) => BsonValue | undefined

/** A constant, `'$field.path'` or a document of these. Every `$operator` is refused by name (168). */
export function parseExpression(expression: BsonValue): Expression {
  if (typeof expression === 'string' && expression.startsWith('$')) return parseFieldPath(expression)
  if (isDocument(expression)) return parseDocument(expression)
  const kind = kindOf(expression)
  if (kind === Kind.array || kind === Kind.regex || kind === Kind.unsupported) {
    throw new CommandError(
      168,
      `an expression of type ${typeName(expression)} is not supported by the embedded store`,
    )
  }
  return () => expression
}

/** The paths an expression reads. */
export function pathsOf(expression: BsonValue): string[] {
  if (typeof expression === 'string' && expression.startsWith('$')) return [expression.slice(1)]
  return isDocument(expression) ? Object.values(expression).flatMap(pathsOf) : []
}

function parseFieldPath(expression: string): Expression {
  if (expression.startsWith('$$')) {
    throw new CommandError(
      17276,
      `Use of undefined variable: ${expression.slice(2)} (the embedded store has none)`,
    )
  }
  const parts = splitPath(expression.slice(1))
  return (document) => valueAt(document, parts, 0)
}

// Unlike in filters, an array on the way gives the array of what is found in its elements.
function valueAt(value: BsonValue | undefined, parts: readonly string[], at: number): BsonValue | undefined {
  if (at === parts.length) return value
  if (isDocument(value)) return valueAt(own(value, parts[at]!), parts, at + 1)
  if (!Array.isArray(value)) return undefined
  const found = value.map((element) => (Array.isArray(element) ? undefined : valueAt(element, parts, at)))
  return found.filter((element) => element !== undefined)
}

function parseDocument(document: BsonDocument): Expression {
  const fields = Object.entries(document).map(([field, value]) => {
    if (field.startsWith('$')) throw new CommandError(168, `Unrecognized expression '${field}'`)
    return [field, parseExpression(value)] as const
  })
  return (input) => {
    const out: BsonDocument = {}
    for (const [field, expression] of fields) {
      const value = expression(input)
      if (value !== undefined) setOwn(out, field, value)
    }
    return out
  }
}
