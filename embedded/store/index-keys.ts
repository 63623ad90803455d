import { inverted, keyOf } from '../bson/key.ts'
import { type BsonDocument, type BsonValue, isDocument, own } from '../bson/value.ts'
import { CommandError } from '../errors.ts'

export interface IndexField {
  path: string
  parts: readonly string[]
  direction: 1 | -1
}

export interface DocumentKeys {
  keys: Buffer[]
  /** Per field of the index: whether an array was met on its way, so that one document has several entries. */
  multikey: boolean[]
}

/** What is left to resolve of one indexed field: a value and the path still to walk from it. */
interface Cell {
  value: BsonValue | undefined
  at: number
}

// A marker for "the indexed field is an empty array", which sorts before null.
const emptyArray = Symbol('empty array')
type Leaf = BsonValue | typeof emptyArray

/**
 * The keys under which a document is found, as MongoDB makes them: one per array element, missing fields as null,
 * an empty array before null. Also decides the order of a sort, where the least of a document's keys counts.
 * Throws 171 when two indexed fields run through different arrays.
 */
export function documentKeys(document: BsonDocument, fields: readonly IndexField[]): DocumentKeys {
  const multikey = fields.map(() => false)
  const keys: Buffer[] = []
  expand(
    fields.map(() => ({ value: document, at: 0 })),
    fields,
    multikey,
    keys,
  )
  return { keys: keys.length > 1 ? distinct(keys) : keys, multikey }
}

function expand(start: Cell[], fields: readonly IndexField[], multikey: boolean[], keys: Buffer[]): void {
  const cells = start.map((cell, i) => descend(cell, fields[i]!.parts))
  const arrays = new Map<BsonValue[], number[]>()
  cells.forEach((cell, i) => {
    if (cell.at <= fields[i]!.parts.length && Array.isArray(cell.value)) {
      multikey[i] = true
      const sharing = arrays.get(cell.value)
      if (sharing) sharing.push(i)
      else arrays.set(cell.value, [i])
    }
  })
  if (arrays.size > 1) {
    const [a, b] = [...arrays.values()].map((sharing) => fields[sharing[0]!]!.path)
    throw new CommandError(171, `cannot index parallel arrays [${b}] [${a}]`)
  }
  const next = arrays.entries().next().value
  if (!next) {
    keys.push(joined(cells, fields))
    return
  }
  const [array, sharing] = next
  const elements: (BsonValue | undefined)[] = array.length === 0 ? [undefined] : array
  for (const element of elements) {
    const under = [...cells]
    for (const i of sharing) under[i] = elementCell(cells[i]!, element, fields[i]!.parts.length)
    expand(under, fields, multikey, keys)
  }
}

// Past the end of the path: the value is final and an array in it is not opened again.
const final = Number.MAX_SAFE_INTEGER

function elementCell(cell: Cell, element: BsonValue | undefined, length: number): Cell {
  if (cell.at === length) return { value: element === undefined ? (emptyArray as never) : element, at: final }
  return isDocument(element) ? { value: element, at: cell.at } : { value: null, at: final }
}

function descend(cell: Cell, parts: readonly string[]): Cell {
  let { value, at } = cell
  while (at < parts.length && isDocument(value)) value = own(value, parts[at++]!)
  if (at >= parts.length || Array.isArray(value)) return { value, at }
  return { value: null, at: final }
}

function joined(cells: Cell[], fields: readonly IndexField[]): Buffer {
  if (cells.length === 1) return component(cells[0]!, fields[0]!)
  return Buffer.concat(cells.map((cell, i) => component(cell, fields[i]!)))
}

function component(cell: Cell, field: IndexField): Buffer {
  const leaf = cell.value as Leaf | undefined
  const key = keyOf(leaf === emptyArray ? undefined : (leaf ?? null))
  return field.direction === 1 ? key : inverted(key)
}

function distinct(keys: Buffer[]): Buffer[] {
  const seen = new Map<string, Buffer>()
  for (const key of keys) seen.set(key.toString('latin1'), key)
  return [...seen.values()]
}

/** The key that decides where a document stands in a sort: the least of its keys. Throws 2 on parallel arrays. */
export function sortKey(document: BsonDocument, sort: readonly IndexField[]): Buffer {
  try {
    const { keys } = documentKeys(document, sort)
    return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least))
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 171) throw error
    throw new CommandError(2, 'cannot sort with keys that are parallel arrays')
  }
}
