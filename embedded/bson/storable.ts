import { CommandError, notSupported } from '../errors.ts'
import { type BsonDocument, type BsonValue, decode, encode, Kind, kindOf, typeName } from './value.ts'

const maxDepth = 100
export const maxDocumentBytes = 16 * 1024 * 1024

/**
 * Refuses what this store does not keep: types without an order here (Decimal128, Timestamp, regular expressions, …),
 * field names starting with `$`, `_bsontype` as a field name, and nesting beyond MongoDB's 100 levels.
 */
export function checkStorable(value: BsonValue, path = '', depth = 0): void {
  if (depth > maxDepth) throw new CommandError(15, `document exceeds the maximum nested depth of ${maxDepth}`)
  const kind = kindOf(value)
  if (kind === Kind.object) {
    for (const [field, inner] of Object.entries(value as BsonDocument)) {
      const at = path === '' ? field : `${path}.${field}`
      checkFieldName(field, at)
      checkStorable(inner, at, depth + 1)
    }
  } else if (kind === Kind.array) {
    const array = value as BsonValue[]
    for (let i = 0; i < array.length; i++) checkStorable(array[i]!, `${path}.${i}`, depth + 1)
  } else if (kind === Kind.unsupported || kind === Kind.regex) {
    throw notSupported(`storing a value of type ${typeName(value)} (field '${path}')`)
  }
}

function checkFieldName(field: string, path: string): void {
  if (field.startsWith('$')) {
    throw new CommandError(
      52,
      `The dollar ($) prefixed field '${field}' in '${path}' is not allowed: the embedded store does not keep such names`,
    )
  }
  if (field === '_bsontype') throw notSupported(`storing a field named '_bsontype' ('${path}')`)
}

/** A document from the data file. Throws 350 when its bytes are none. */
export function decodeStored(bytes: Buffer): BsonDocument {
  try {
    return decode(bytes)
  } catch (error) {
    throw new CommandError(
      350,
      `data.mdb holds a damaged document (${String(error)}): put a backup of the data folder in its place`,
    )
  }
}

/** The document's bytes, or MongoDB's 10334 beyond 16 MB. */
export function encodeStored(document: BsonDocument): Buffer {
  const bytes = encode(document)
  if (bytes.length > maxDocumentBytes) {
    throw new CommandError(
      10334,
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${maxDocumentBytes}`,
    )
  }
  return bytes
}
