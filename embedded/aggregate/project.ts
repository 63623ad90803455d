import { type BsonDocument, type BsonValue, isDocument, own, setOwn } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { parseProjection } from '../query/projection.ts'
import { type Expression, parseExpression } from './expression.ts'
import type { Stage } from './stage.ts'

/** `$project`: inclusion, exclusion, and new top-level fields from `'$field.path'`. */
export function projectStage(spec: BsonValue): Stage {
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw new CommandError(51272, '$project specification must be an object with at least one field')
  }
  const plain: BsonDocument = {}
  const computed: [string, Expression][] = []
  for (const [field, value] of Object.entries(spec)) {
    if (typeof value !== 'string') plain[field] = value
    else if (!value.startsWith('$')) throw notSupported(`$project of the constant in '${field}'`)
    else if (field.includes('.')) throw notSupported(`$project of a computed nested field '${field}'`)
    else computed.push([field, parseExpression(value)])
  }
  if (computed.length === 0) return projecting(parseProjection(plain))
  if (Object.entries(plain).some(([field, value]) => field !== '_id' && !value)) {
    throw new CommandError(31254, 'Cannot do exclusion in a $project that computes fields')
  }
  // Computing includes nothing but `_id` by itself; an unused name makes that inclusion.
  const included = parseProjection({ ...plain, ...(own(plain, '_id') === undefined && { _id: true }) })
  return projecting((document) => {
    const out = onlyExcludesId(plain) ? {} : included!(document)
    for (const [field, expression] of computed) {
      const value = expression(document)
      if (value !== undefined) setOwn(out, field, value)
    }
    return out
  })
}

function projecting(projection: ((document: BsonDocument) => BsonDocument) | undefined): Stage {
  return { take: (document) => [projection ? projection(document) : document] }
}

function onlyExcludesId(plain: BsonDocument): boolean {
  const fields = Object.keys(plain)
  return fields.length === 1 && fields[0] === '_id'
}
