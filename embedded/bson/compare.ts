import type { Binary, Int32, Long, ObjectId } from 'bson'
import { type BsonDocument, type BsonValue, Kind, kindOf } from './value.ts'

/**
 * MongoDB's total order over values of all types: first by type, then by value; numbers compare by value whatever
 * their width, NaN before all other numbers, documents field by field in their stored order.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export function compare(a: BsonValue, b: BsonValue): number {
  const kind = kindOf(a)
  const other = kindOf(b)
  if (kind !== other) return kind - other
  switch (kind) {
    case Kind.number:
      return compareNumbers(a as Int32, b as Int32)
    case Kind.string:
      return compareStrings(a as string, b as string)
    case Kind.boolean:
      return Number(a) - Number(b)
    case Kind.date:
      return (a as Date).getTime() - (b as Date).getTime()
    case Kind.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id)
    case Kind.array:
      return compareArrays(a as BsonValue[], b as BsonValue[])
    case Kind.object:
      return compareDocuments(a as BsonDocument, b as BsonDocument)
    case Kind.binary:
      return compareBinaries(a as Binary, b as Binary)
    case Kind.null:
      return 0
    default:
      throw new TypeError(`values of kind ${kind} have no order here`)
  }
}

export function equal(a: BsonValue, b: BsonValue): boolean {
  return compare(a, b) === 0
}

function isLong(value: unknown): value is Long {
  return (value as { _bsontype: string })._bsontype === 'Long'
}

// BigInt and number compare exactly in JavaScript, so only Longs need the detour.
function compareNumbers(a: Int32 | Long, b: Int32 | Long): number {
  const x = isLong(a) ? a.toBigInt() : a.value
  const y = isLong(b) ? b.toBigInt() : b.value
  if (x < y) return -1
  if (x > y) return 1
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal here
  if (x == y) return 0
  return Number(Number.isNaN(y)) - Number(Number.isNaN(x))
}

const surrogate = /[\ud800-\udfff]/

// MongoDB compares UTF-8 bytes; JavaScript compares UTF-16 units, which differs beyond the basic plane only.
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

function compareArrays(a: BsonValue[], b: BsonValue[]): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const order = compare(a[i]!, b[i]!)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareDocuments(a: BsonDocument, b: BsonDocument): number {
  const fieldsA = Object.keys(a)
  const fieldsB = Object.keys(b)
  const shared = Math.min(fieldsA.length, fieldsB.length)
  for (let i = 0; i < shared; i++) {
    const fieldA = fieldsA[i]!
    const fieldB = fieldsB[i]!
    const byKind = kindOf(a[fieldA]!) - kindOf(b[fieldB]!)
    if (byKind !== 0) return byKind
    const byName = compareStrings(fieldA, fieldB)
    if (byName !== 0) return byName
    const byValue = compare(a[fieldA]!, b[fieldB]!)
    if (byValue !== 0) return byValue
  }
  return fieldsA.length - fieldsB.length
}

function compareBinaries(a: Binary, b: Binary): number {
  const bytesA = a.value()
  const bytesB = b.value()
  return bytesA.length - bytesB.length || a.sub_type - b.sub_type || Buffer.compare(bytesA, bytesB)
}
