import { Binary, BSONRegExp, Double, deserialize, Int32, Long, ObjectId, serialize, UUID } from 'bson'

// Documents are kept as typed BSON (promoteValues: false): an Int32 1, a Long 1 and a Double 1 compare equal but
// stay what they were, as in MongoDB.

export type BsonNumber = Int32 | Long | Double
export type BsonValue =
  | null
  | boolean
  | string
  | Date
  | BsonNumber
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

interface Type {
  kind: Kind
  /** As MongoDB writes it in error messages. */
  name: string
}

const nullType: Type = { kind: Kind.null, name: 'null' }
const stringType: Type = { kind: Kind.string, name: 'string' }
const booleanType: Type = { kind: Kind.boolean, name: 'bool' }
// A document from the network may hold a field named `_bsontype`, so only the prototype is trusted.
const typesByPrototype = new Map<unknown, Type>([
  [Object.prototype, { kind: Kind.object, name: 'object' }],
  [Array.prototype, { kind: Kind.array, name: 'array' }],
  [Date.prototype, { kind: Kind.date, name: 'date' }],
  [Int32.prototype, { kind: Kind.number, name: 'int' }],
  [Long.prototype, { kind: Kind.number, name: 'long' }],
  [Double.prototype, { kind: Kind.number, name: 'double' }],
  [ObjectId.prototype, { kind: Kind.objectId, name: 'objectId' }],
  [Binary.prototype, { kind: Kind.binary, name: 'binData' }],
  [UUID.prototype, { kind: Kind.binary, name: 'binData' }],
  [BSONRegExp.prototype, { kind: Kind.regex, name: 'regex' }],
])

function typeOf(value: BsonValue): Type | undefined {
  if (value === null) return nullType
  if (typeof value === 'string') return stringType
  if (typeof value === 'boolean') return booleanType
  if (typeof value !== 'object') return undefined
  const type = typesByPrototype.get(Object.getPrototypeOf(value))
  // BSON has dates JavaScript cannot hold.
  if (type?.kind === Kind.date && Number.isNaN((value as Date).getTime())) return undefined
  return type
}

export function kindOf(value: BsonValue): Kind {
  return typeOf(value)?.kind ?? Kind.unsupported
}

/** "int", "objectId", …; for what this store does not keep, the name bson has for it. */
export function typeName(value: BsonValue): string {
  const foreign = (value as { _bsontype?: string } | null)?._bsontype
  return typeOf(value)?.name ?? foreign ?? 'date out of range'
}

export function isDocument(value: BsonValue | undefined): value is BsonDocument {
  return value !== undefined && kindOf(value) === Kind.object
}

export function isNumber(value: BsonValue | undefined): value is BsonNumber {
  return value !== undefined && kindOf(value) === Kind.number
}

export function isRegex(value: BsonValue | undefined): value is BSONRegExp {
  return value instanceof BSONRegExp
}

/** The JavaScript number behind an Int32, Long or Double, or undefined for any other type. */
export function asNumber(value: BsonValue | undefined): number | undefined {
  if (!isNumber(value)) return undefined
  return value instanceof Long ? value.toNumber() : value.value
}

/** A field of the document itself, never one inherited from Object.prototype. */
export function own<T>(fields: Record<string, T>, field: string): T | undefined {
  return Object.hasOwn(fields, field) ? fields[field] : undefined
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
