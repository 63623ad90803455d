import { asNumber, type BsonDocument } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import type { IndexField } from '../store/index-keys.ts'
import { isArrayIndex, splitPath } from './path.ts'

/** `{field: 1 | -1, …}` of a sort or an index. Positions in arrays and everything but 1 and -1 are refused. */
export function parseFields(what: string, fields: BsonDocument): IndexField[] {
  const names = Object.keys(fields)
  return names.map((path) => {
    if (path.startsWith('$')) throw notSupported(`${what} by '${path}'`)
    const parts = splitPath(path)
    if (parts.some(isArrayIndex)) throw notSupported(`${what} by the numeric path '${path}'`)
    const direction = asNumber(fields[path])
    if (direction !== 1 && direction !== -1) {
      throw new CommandError(2, `${what}: the direction of '${path}' must be 1 or -1`)
    }
    return { path, parts, direction }
  })
}
