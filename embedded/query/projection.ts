import {
  asNumber,
  type BsonDocument,
  type BsonValue,
  isDocument,
  isNumber,
  own,
  setOwn,
} from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { splitPath } from './path.ts'

export type Projection = (document: BsonDocument) => BsonDocument

/** Field names to the fields below them; `true` at the end of a path. */
interface Tree {
  [field: string]: Tree | true
}

const onlyId: Tree = Object.assign(Object.create(null) as Tree, { _id: true as const })

/** Inclusion or exclusion by dotted paths, `_id` apart; anything else ($slice, $elemMatch, expressions) is refused. */
export function parseProjection(spec: BsonDocument): Projection | undefined {
  const tree: Tree = Object.create(null) as Tree
  let including: boolean | undefined
  let id: boolean | undefined
  for (const [path, value] of Object.entries(spec)) {
    const wanted = flag(path, value)
    if (path === '_id') {
      id = wanted
      continue
    }
    if (including !== undefined && wanted !== including) throw mixed(path, including)
    including = wanted
    add(tree, path)
  }
  if (including === undefined) {
    if (id === undefined) return undefined
    return id ? (document) => include(document, onlyId) : (document) => exclude(document, onlyId)
  }
  if (including ? id !== false : id === false) tree._id ??= true
  return including ? (document) => include(document, tree) : (document) => exclude(document, tree)
}

function flag(path: string, value: BsonValue): boolean {
  if (typeof value === 'boolean') return value
  if (isNumber(value)) return asNumber(value) !== 0
  throw notSupported(
    `the projection of '${path}' by ${isDocument(value) ? Object.keys(value)[0] : 'a value'}`,
  )
}

function mixed(path: string, including: boolean): CommandError {
  return including
    ? new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
    : new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
}

function add(tree: Tree, path: string): void {
  const parts = splitPath(path)
  let node = tree
  for (const part of parts.slice(0, -1)) {
    node[part] ??= Object.create(null) as Tree
    const next = node[part]
    if (next === true) throw new CommandError(31249, `Path collision at ${path}`)
    node = next
  }
  const last = parts.at(-1)!
  if (last in node) throw new CommandError(31250, `Path collision at ${path}`)
  node[last] = true
}

function include(document: BsonDocument, tree: Tree): BsonDocument {
  const out: BsonDocument = {}
  for (const field of Object.keys(document)) {
    const below = tree[field]
    const value = own(document, field)!
    if (below === true) setOwn(out, field, value)
    else if (below) {
      const kept = includeBelow(value, below)
      if (kept !== undefined) setOwn(out, field, kept)
    }
  }
  return out
}

// Scalars have nothing below them and are left out, in arrays too.
function includeBelow(value: BsonValue, tree: Tree): BsonValue | undefined {
  if (isDocument(value)) return include(value, tree)
  if (!Array.isArray(value)) return undefined
  return value.map((element) => includeBelow(element, tree)).filter((element) => element !== undefined)
}

function exclude(document: BsonDocument, tree: Tree): BsonDocument {
  const out: BsonDocument = {}
  for (const field of Object.keys(document)) {
    const below = tree[field]
    const value = own(document, field)!
    if (below !== true) setOwn(out, field, below ? excludeBelow(value, below) : value)
  }
  return out
}

function excludeBelow(value: BsonValue, tree: Tree): BsonValue {
  if (isDocument(value)) return exclude(value, tree)
  return Array.isArray(value) ? value.map((element) => excludeBelow(element, tree)) : value
}
