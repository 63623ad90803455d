import {
  type Binary,
  type BSONRegExp,
  type Double,
  deserialize,
  type Int32,
  type Long,
  type ObjectId,
  serialize,
} from 'bson'

// Documents are kept as typed BSON (promoteValues: false): an Int32 1, a Long 1 and a Double 1 compare equal but
// stay what they were, as in MongoDB.

export type BsonValue =
  | null
  | boolean
  | string
  | Date
  | Int32
  | Long
  | Double
  | ObjectId
  | Binary
  | BSONRegExp
  | BsonValue[]
  | BsonDocument

export interface BsonDocument {
  [field: string]: BsonValue
}

/** MongoDB's order of types, used as the first byte of every index key; `emptyArray` only exists in keys. */
export const Kind = {
  emptyArray: 5,
  null: 10,
  number: 15,
  string: 20,
  object: 25,
  array: 30,
  binary: 35,
  objectId: 40,
  boolean: 45,
  date: 50,
  regex: 60,
  unsupported: 99,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

const kindOfBsonType: Record<string, Kind> = {
  Int32: Kind.number,
  Long: Kind.number,
  Double: Kind.number,
  ObjectId: Kind.objectId,
  Binary: Kind.binary,
  BSONRegExp: Kind.regex,
}

// A document from the network may hold a field named `_bsontype`, so only the prototype is trusted.
export function kindOf(value: BsonValue): Kind {
  if (value === null) return Kind.null
  if (typeof value === 'string') return Kind.string
  if (typeof value === 'boolean') return Kind.boolean
  if (typeof value !== 'object') return Kind.unsupported
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype) return Kind.object
  if (Array.isArray(value)) return Kind.array
  // BSON has dates JavaScript cannot hold.
  if (prototype === Date.prototype)
    return Number.isNaN((value as Date).getTime()) ? Kind.unsupported : Kind.date
  const type: unknown = (prototype as { _bsontype?: unknown })._bsontype
  return (typeof type === 'string' ? kindOfBsonType[type] : undefined) ?? Kind.unsupported
}

export function isDocument(value: BsonValue | undefined): value is BsonDocument {
  return value !== undefined && kindOf(value) === Kind.object
}

export function isNumber(value: BsonValue | undefined): value is Int32 | Long | Double {
  return value !== undefined && kindOf(value) === Kind.number
}

export function isRegex(value: BsonValue | undefined): value is BSONRegExp {
  return value !== undefined && kindOf(value) === Kind.regex
}

/** The JavaScript number behind an Int32, Long or Double, or undefined for any other type. */
export function asNumber(value: BsonValue | undefined): number | undefined {
  if (!isNumber(value)) return undefined
  return '_bsontype' in value && value._bsontype === 'Long'
    ? (value as Long).toNumber()
    : Number(value.valueOf())
}

/** A field of the document itself, never one inherited from Object.prototype. */
export function own(document: BsonDocument, field: string): BsonValue | undefined {
  return Object.hasOwn(document, field) ? document[field] : undefined
}

/** Sets a field even when it is called `__proto__`. */
export function setOwn(document: BsonDocument, field: string, value: BsonValue): void {
  if (field === '__proto__') {
    Object.defineProperty(document, field, { value, writable: true, enumerable: true, configurable: true })
  } else {
    document[field] = value
  }
}

export function decode(bytes: Uint8Array): BsonDocument {
  return deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
  }) as BsonDocument
}

export function encode(document: object): Buffer {
  return Buffer.from(serialize(document, { ignoreUndefined: true }))
}

const typeNames: Partial<Record<Kind, string>> = {
  [Kind.null]: 'null',
  [Kind.string]: 'string',
  [Kind.object]: 'object',
  [Kind.array]: 'array',
  [Kind.binary]: 'binData',
  [Kind.objectId]: 'objectId',
  [Kind.boolean]: 'bool',
  [Kind.date]: 'date',
  [Kind.regex]: 'regex',
}
const numberNames: Record<string, string> = { Int32: 'int', Long: 'long', Double: 'double' }

/** The type's name as MongoDB writes it in error messages ("int", "objectId", …). */
export function typeName(value: BsonValue): string {
  const type = (value as { _bsontype?: string } | null)?._bsontype ?? 'date out of range'
  return typeNames[kindOf(value)] ?? numberNames[type] ?? type
}
