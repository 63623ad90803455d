import { type BsonDocument, type BsonValue, isDocument, own, setOwn, typeName } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { isArrayIndex } from '../query/path.ts'

// MongoDB refuses to fill an array with more nulls than this at once.
const maxBackfill = 1_500_000

/** One position in a document: a field of a document or an element of an array, which may not exist yet. */
export interface Place {
  get(): BsonValue | undefined
  set(value: BsonValue): void
  /** Removes a field; an array element becomes null, as with `$unset`. */
  unset(): void
}

/**
 * What to do where a path leads nowhere. `create`: make documents on the way; `find`: there is no place; `findViable`:
 * nor then, but a scalar in the way is refused as for `create`.
 */
export type Reach = 'create' | 'find' | 'findViable'

/** The place a path names. Throws 28 where something that has no such field is in the way, except for `find`. */
export function placeAt(document: BsonDocument, parts: readonly string[], reach: Reach): Place | undefined {
  let value: BsonValue = document
  let place: Place | undefined
  for (const [i, part] of parts.entries()) {
    place = placeIn(value, part)
    if (!place) {
      if (reach === 'find') return undefined
      const element = parts.slice(0, i).join('.')
      throw new CommandError(
        28,
        `Cannot create field '${part}' in element '${element}' of type ${typeName(value)}`,
      )
    }
    const found = place.get()
    if (found === undefined && reach !== 'create') return undefined
    value = found === undefined ? {} : found
    if (found === undefined && i < parts.length - 1) place.set(value)
  }
  return place
}

function placeIn(container: BsonValue, part: string): Place | undefined {
  if (isDocument(container)) {
    return {
      get: () => own(container, part),
      set: (value) => setOwn(container, part, value),
      unset: () => {
        delete container[part]
      },
    }
  }
  if (!Array.isArray(container) || !isArrayIndex(part)) return undefined
  const position = Number(part)
  return {
    get: () => container[position],
    set: (value) => {
      if (position - container.length > maxBackfill) {
        throw new CommandError(
          2,
          `Cannot backfill array to index ${position}: at most ${maxBackfill} elements at once`,
        )
      }
      while (container.length < position) container.push(null)
      container[position] = value
    },
    unset: () => {
      container[position] = null
    },
  }
}
