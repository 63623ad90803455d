import { directed, keyOf } from '../bson/key.ts'
import { type BsonDocument, type BsonValue, isDocument, own } from '../bson/value.ts'
import { CommandError } from '../errors.ts'

export interface IndexField {
  path: string
  parts: readonly string[]
  direction: 1 | -1
}

export interface DocumentKeys {
  /** Equal elements of an array give equal keys. */
  keys: Buffer[]
  /** Per field of the index: whether an array was met on its way, so that one document has several entries. */
  multikey: boolean[]
}

/** What is left to resolve of one indexed field: a value and the path still to walk from it. */
interface Cell {
  /** Undefined stands for an empty array, which sorts before null. */
  value: BsonValue | undefined
  at: number
}

/**
 * The keys under which a document is found, as MongoDB makes them: one per array element, missing fields as null,
 * an empty array before null. Also decides the order of a sort, where the least of a document's keys counts.
 * Throws 171 when two indexed fields run through different arrays.
 */
export function documentKeys(document: BsonDocument, fields: readonly IndexField[]): DocumentKeys {
  const multikey = fields.map(() => false)
  const keys: Buffer[] = []

  function expand(start: Cell[]): void {
    const cells = start.map((cell, i) => descend(cell, fields[i]!.parts))
    const open: number[] = []
    cells.forEach(({ value, at }, i) => {
      if (at !== final && Array.isArray(value)) open.push(i)
    })
    const [first] = open
    if (first === undefined) {
      const components = cells.map(({ value }, i) => directed(keyOf(value), fields[i]!.direction))
      keys.push(components.length === 1 ? components[0]! : Buffer.concat(components))
      return
    }
    const array = cells[first]!.value as BsonValue[]
    const other = open.find((i) => cells[i]!.value !== array)
    if (other !== undefined) {
      throw new CommandError(
        171,
        `cannot index parallel arrays [${fields[other]!.path}] [${fields[first]!.path}]`,
      )
    }
    for (const i of open) multikey[i] = true
    const elements: (BsonValue | undefined)[] = array.length === 0 ? [undefined] : array
    for (const element of elements) {
      expand(
        cells.map((cell, i) =>
          open.includes(i) ? elementCell(cell, element, fields[i]!.parts.length) : cell,
        ),
      )
    }
  }

  expand(fields.map(() => ({ value: document, at: 0 })))
  return { keys, multikey }
}

// Past the end of the path: the value is final and an array in it is not opened again.
const final = Number.MAX_SAFE_INTEGER

function elementCell(cell: Cell, element: BsonValue | undefined, length: number): Cell {
  if (cell.at === length) return { value: element, at: final }
  return isDocument(element) ? { value: element, at: cell.at } : { value: null, at: final }
}

function descend(cell: Cell, parts: readonly string[]): Cell {
  let { value, at } = cell
  while (at < parts.length && isDocument(value)) value = own(value, parts[at++]!) ?? null
  return at >= parts.length || Array.isArray(value) ? { value, at } : { value: null, at: final }
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
