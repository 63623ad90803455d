import { asNumber, type BsonDocument, type BsonValue, isDocument, own, typeName } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'

/** Reads a document field by field and refuses whatever field is left over, so that no option is ever ignored. */
export interface Fields {
  has(field: string): boolean
  text(field: string): string
  document(field: string): BsonDocument
  optionalDocument(field: string): BsonDocument | undefined
  documents(field: string): BsonDocument[]
  /** A whole number of at least `least`. */
  count(field: string, least?: number): number | undefined
  /** `true`/`false` or 1/0. */
  flag(field: string): boolean | undefined
  value(field: string): BsonValue | undefined
  /** Throws 40415 naming the first field nobody asked for. */
  done(): void
}

/** `what` names the document in refusals, as in "find.hint". */
export function readFields(what: string, document: BsonDocument): Fields {
  const asked = new Set<string>()
  const value = (field: string): BsonValue | undefined => {
    asked.add(field)
    return own(document, field)
  }
  const wrong = (field: string, expected: string): CommandError =>
    new CommandError(
      14,
      own(document, field) === undefined
        ? `BSON field '${what}.${field}' is missing but a required field`
        : `BSON field '${what}.${field}' is the wrong type '${typeName(document[field]!)}', expected type '${expected}'`,
    )
  const fields: Fields = {
    has: (field) => value(field) !== undefined,
    value,
    text(field) {
      const found = value(field)
      if (typeof found !== 'string') throw wrong(field, 'string')
      return found
    },
    document(field) {
      const found = value(field)
      if (!isDocument(found)) throw wrong(field, 'object')
      return found
    },
    optionalDocument: (field) => (value(field) === undefined ? undefined : fields.document(field)),
    documents(field) {
      const found = value(field)
      if (!Array.isArray(found) || !found.every(isDocument)) throw wrong(field, 'array')
      return found
    },
    count(field, least = 0) {
      const found = value(field)
      if (found === undefined) return undefined
      const number = asNumber(found)
      if (number === undefined) throw wrong(field, 'long')
      if (!Number.isSafeInteger(number) || number < least) {
        throw new CommandError(
          51024,
          `BSON field '${field}' value must be >= ${least}, actual value '${number}'`,
        )
      }
      return number
    },
    flag(field) {
      const found = value(field)
      if (found === undefined || typeof found === 'boolean') return found
      const number = asNumber(found)
      if (number === undefined) throw wrong(field, 'bool')
      return number !== 0
    },
    done() {
      const unknown = Object.keys(document).find((field) => !asked.has(field))
      if (unknown !== undefined) {
        throw new CommandError(
          40415,
          `BSON field '${what}.${unknown}' is an unknown field: the embedded store does not support it`,
        )
      }
    },
  }
  return fields
}

/** What every command may carry besides its own fields. Sessions are accepted and mean nothing on a standalone. */
export interface Envelope {
  database: string
  /** In `performance.now()` milliseconds. */
  deadline: number | undefined
}

export function readEnvelope(name: string, fields: Fields): Envelope {
  if (fields.has('txnNumber')) {
    throw new CommandError(20, 'Transaction numbers are only allowed on a replica set member or mongos')
  }
  fields.value('comment')
  fields.optionalDocument('lsid')
  const preference = fields.optionalDocument('$readPreference')
  if (preference) {
    const nested = readFields(`${name}.$readPreference`, preference)
    nested.text('mode')
    nested.done()
  }
  const maxTimeMs = fields.count('maxTimeMS')
  return {
    database: fields.text('$db'),
    deadline: maxTimeMs ? performance.now() + maxTimeMs : undefined,
  }
}

/** Everything acknowledged is on disk, so every write concern of a standalone is met; others are refused. */
export function readWriteConcern(name: string, fields: Fields): void {
  const concern = fields.optionalDocument('writeConcern')
  if (!concern) return
  const nested = readFields(`${name}.writeConcern`, concern)
  const w = nested.value('w')
  nested.flag('j')
  nested.flag('fsync')
  nested.count('wtimeout')
  nested.count('wtimeoutMS')
  nested.done()
  if (w === undefined || w === 'majority') return
  const members = asNumber(w)
  if (members !== 0 && members !== 1)
    throw new CommandError(2, "cannot use 'w' > 1 when a host is not replicated")
}

export function readReadConcern(name: string, fields: Fields): void {
  const concern = fields.optionalDocument('readConcern')
  if (!concern) return
  const nested = readFields(`${name}.readConcern`, concern)
  const level = nested.has('level') ? nested.text('level') : 'local'
  nested.done()
  if (!['local', 'available', 'majority'].includes(level)) throw notSupported(`readConcern level '${level}'`)
}
