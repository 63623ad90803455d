import { asNumber, type BsonDocument, type BsonValue, isDocument, setOwn } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { splitPath } from './path.ts'

export type Projection = (document: BsonDocument) => BsonDocument

/** Field names to the fields below them; `true` at the end of a path. */
interface Tree {
  [field: string]: Tree | true
}

const emptyTree = (): Tree => Object.create(null) as Tree

type Mode = 'include' | 'exclude'

/**
 * Inclusion or exclusion by dotted paths, `_id` apart; undefined for an empty one. Anything else ($slice, $elemMatch,
 * expressions) is refused.
 */
export function parseProjection(spec: BsonDocument): Projection | undefined {
  const tree = emptyTree()
  let mode: Mode | undefined
  let id: Mode | undefined
  for (const [path, value] of Object.entries(spec)) {
    const wanted = modeOf(path, value)
    if (path === '_id') {
      id = wanted
      continue
    }
    mode ??= wanted
    if (wanted !== mode) throw mixed(path, mode)
    add(tree, path)
  }
  mode ??= id
  if (!mode) return undefined
  if (id === mode || (mode === 'include' && !id)) tree._id ??= true
  return (document) => project(document, tree, mode)
}

function modeOf(path: string, value: BsonValue): Mode {
  const wanted = typeof value === 'boolean' ? Number(value) : asNumber(value)
  if (wanted !== undefined) return wanted === 0 ? 'exclude' : 'include'
  const by = isDocument(value) ? Object.keys(value)[0] : 'a value'
  throw notSupported(`the projection of '${path}' by ${by}`)
}

function mixed(path: string, mode: Mode): CommandError {
  return mode === 'include'
    ? new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
    : new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
}

function add(tree: Tree, path: string): void {
  const parts = splitPath(path)
  const last = parts.pop()!
  let node = tree
  for (const part of parts) {
    node[part] ??= emptyTree()
    const next = node[part]
    if (next === true) throw new CommandError(31249, `Path collision at ${path}`)
    node = next
  }
  if (last in node) throw new CommandError(31250, `Path collision at ${path}`)
  node[last] = true
}

function project(document: BsonDocument, tree: Tree, mode: Mode): BsonDocument {
  const out: BsonDocument = {}
  for (const [field, value] of Object.entries(document)) {
    const below = tree[field]
    let kept: BsonValue | undefined
    if (typeof below === 'object') kept = projectBelow(value, below, mode)
    else if ((below === true) === (mode === 'include')) kept = value
    if (kept !== undefined) setOwn(out, field, kept)
  }
  return out
}

// Scalars have nothing below them: an inclusion leaves them out, in arrays too, an exclusion leaves them as they are.
function projectBelow(value: BsonValue, tree: Tree, mode: Mode): BsonValue | undefined {
  if (isDocument(value)) return project(value, tree, mode)
  if (!Array.isArray(value)) return mode === 'include' ? undefined : value
  return value.map((element) => projectBelow(element, tree, mode)).filter((element) => element !== undefined)
}
