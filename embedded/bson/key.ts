import { type Binary, Double, Int32, Long, type ObjectId } from 'bson'
import { asNumber, type BsonDocument, type BsonNumber, type BsonValue, Kind, kindOf } from './value.ts'

// MongoDB's total order over values of all types, as keys whose byte order it is: first by type, then by value;
// numbers by value whatever their width, NaN before all others, documents field by field in their stored order.
// https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
// Every key is self-delimiting, so keys can be concatenated, and inverting its bytes turns its order round.

// They are put together as latin1 text, one character a byte, which is much faster than joining buffers.
const contents: Partial<Record<Kind, (value: BsonValue) => string>> = {
  [Kind.null]: () => '',
  [Kind.number]: (value) => numberContent(value as BsonNumber),
  [Kind.string]: (value) => textContent(value as string),
  [Kind.boolean]: (value) => (value ? '\x01' : '\0'),
  [Kind.date]: (value) => doubleContent((value as Date).getTime()),
  [Kind.objectId]: (value) => latin1((value as ObjectId).id),
  [Kind.binary]: (value) => binaryContent(value as Binary),
  [Kind.array]: (value) => `${(value as BsonValue[]).map(keyText).join('')}\0`,
  [Kind.object]: (value) => documentContent(value as BsonDocument),
}

/** The order-preserving key of one value; `undefined` stands for the empty array, which sorts before null. */
export function keyOf(value: BsonValue | undefined): Buffer {
  return Buffer.from(value === undefined ? String.fromCharCode(Kind.emptyArray) : keyText(value), 'latin1')
}

/** The key as text, for sets and maps of values. */
export function keyText(value: BsonValue): string {
  const kind = kindOf(value)
  return String.fromCharCode(kind) + contentOf(kind, value)
}

function contentOf(kind: Kind, value: BsonValue): string {
  const content = contents[kind]
  if (!content) throw new TypeError(`values of kind ${kind} have no order here`)
  return content(value)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

const scratch = Buffer.alloc(8)

// A Long beyond 2^53 is its nearest double followed by what the rounding took away (at most 512 either way).
function numberContent(value: BsonNumber): string {
  const rounded = asNumber(value)!
  if (Number.isNaN(rounded)) return '\0'.repeat(10)
  const rest = value instanceof Long ? Number(value.toBigInt() - BigInt(rounded)) : 0
  const shifted = rest + 0x8000
  return doubleContent(rounded) + String.fromCharCode(shifted >> 8, shifted & 0xff)
}

function doubleContent(value: number): string {
  scratch.writeDoubleBE(value === 0 ? 0 : value)
  if (scratch[0]! & 0x80) return latin1(inverted(scratch))
  scratch[0]! |= 0x80
  return scratch.toString('latin1')
}

const ascii = /^[ -~]*$/

// Two zero bytes end a text, so a zero byte inside becomes 0x00 0xff.
function textContent(value: string): string {
  if (ascii.test(value)) return `${value}\0\0`
  return `${Buffer.from(value).toString('latin1').replaceAll('\0', '\0\xff')}\0\0`
}

function binaryContent(value: Binary): string {
  const bytes = value.value()
  scratch.writeUInt32BE(bytes.length)
  return scratch.toString('latin1', 0, 4) + String.fromCharCode(value.sub_type) + latin1(bytes)
}

function documentContent(document: BsonDocument): string {
  const fields = Object.keys(document).map((field) => {
    const value = document[field]!
    const kind = kindOf(value)
    return String.fromCharCode(kind) + textContent(field) + contentOf(kind, value)
  })
  return `${fields.join('')}\0`
}

export function compare(a: BsonValue, b: BsonValue): number {
  const byKind = kindOf(a) - kindOf(b)
  if (byKind !== 0) return byKind
  const x = comparable(a)
  const y = comparable(b)
  if (x !== undefined && y !== undefined) return x < y ? -1 : Number(x > y)
  const keyA = keyText(a)
  const keyB = keyText(b)
  return keyA < keyB ? -1 : Number(keyA > keyB)
}

// UTF-8 and UTF-16 order texts alike without surrogates.
const surrogate = /[\ud800-\udfff]/

/** What JavaScript itself orders like MongoDB within one type, which is many times faster than by keys. */
function comparable(value: BsonValue): string | number | undefined {
  if (typeof value === 'string') return surrogate.test(value) ? undefined : value
  if (value instanceof Date) return value.getTime()
  if (value instanceof Int32 || value instanceof Double)
    return Number.isNaN(value.value) ? undefined : value.value
  return undefined
}

export function equal(a: BsonValue, b: BsonValue): boolean {
  return compare(a, b) === 0
}

/** The key as a component of an ascending or descending index or sort. */
export function directed(key: Buffer, direction: 1 | -1): Buffer {
  return direction === 1 ? key : inverted(key)
}

export function inverted(key: Buffer): Buffer {
  const out = Buffer.allocUnsafe(key.length)
  for (let i = 0; i < key.length; i++) out[i] = ~key[i]!
  return out
}

/** The least key greater than every key that starts with `prefix`. */
export function afterPrefix(prefix: Buffer): Buffer {
  let last = prefix.length - 1
  while (prefix[last] === 0xff) last--
  if (last < 0) throw new RangeError('a prefix of only 0xff has no successor')
  const out = Buffer.from(prefix.subarray(0, last + 1))
  out[last]! += 1
  return out
}
