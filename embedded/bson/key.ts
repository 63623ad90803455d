import type { Binary, Int32, Long, ObjectId } from 'bson'
import { type BsonDocument, type BsonValue, Kind, kindOf } from './value.ts'

// Keys whose byte order is `compare`'s order. Every value is self-delimiting, so keys can be concatenated, and a
// component is turned round for a descending index by inverting its bytes.

/** Appends to a growing buffer; one is reused for many keys, so take a copy with `bytes()`. */
class KeyWriter {
  private buffer = Buffer.allocUnsafe(256)
  private length = 0

  private reserve(size: number): number {
    const at = this.length
    if (at + size > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, at + size))
      this.buffer.copy(grown, 0, 0, at)
      this.buffer = grown
    }
    this.length += size
    return at
  }

  byte(value: number): void {
    const at = this.reserve(1)
    this.buffer[at] = value
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.buffer.set(bytes, at)
  }

  uint32(value: number): void {
    const at = this.reserve(4)
    this.buffer.writeUInt32BE(value, at)
  }

  // 0x00 ends a string, so a zero byte inside becomes 0x00 0xff.
  text(value: string): void {
    if (value.includes('\0')) {
      this.raw(escapeZeros(value))
    } else {
      const at = this.reserve(Buffer.byteLength(value))
      this.buffer.write(value, at, 'utf8')
    }
    this.byte(0)
    this.byte(0)
  }

  double(value: number): void {
    const at = this.reserve(8)
    this.buffer.writeDoubleBE(value === 0 ? 0 : value, at)
    if (this.buffer[at]! & 0x80) {
      for (let i = at; i < at + 8; i++) this.buffer[i] = ~this.buffer[i]! & 0xff
    } else {
      this.buffer[at]! |= 0x80
    }
  }

  int16(value: number): void {
    const at = this.reserve(2)
    this.buffer.writeUInt16BE(value + 0x8000, at)
  }

  bytes(): Buffer {
    const copy = Buffer.from(this.buffer.subarray(0, this.length))
    this.length = 0
    return copy
  }
}

function escapeZeros(value: string): Buffer {
  const out: number[] = []
  for (const byte of Buffer.from(value)) {
    out.push(byte)
    if (byte === 0) out.push(0xff)
  }
  return Buffer.from(out)
}

const writer = new KeyWriter()

/** The order-preserving key of one value; `undefined` stands for the empty array, which sorts before null. */
export function keyOf(value: BsonValue | undefined): Buffer {
  if (value === undefined) writer.byte(Kind.emptyArray)
  else writeValue(value)
  return writer.bytes()
}

function writeValue(value: BsonValue): void {
  const kind = kindOf(value)
  writer.byte(kind)
  writeContent(kind, value)
}

const contentWriters: Partial<Record<Kind, (value: BsonValue) => void>> = {
  [Kind.null]: () => undefined,
  [Kind.number]: (value) => writeNumber(value as Int32 | Long),
  [Kind.string]: (value) => writer.text(value as string),
  [Kind.boolean]: (value) => writer.byte(Number(value)),
  [Kind.date]: (value) => writer.double((value as Date).getTime()),
  [Kind.objectId]: (value) => writer.raw((value as ObjectId).id),
  [Kind.binary]: (value) => writeBinary(value as Binary),
  [Kind.array]: (value) => writeArray(value as BsonValue[]),
  [Kind.object]: (value) => writeDocument(value as BsonDocument),
}

function writeContent(kind: Kind, value: BsonValue): void {
  const write = contentWriters[kind]
  if (!write) throw new TypeError(`values of kind ${kind} have no key`)
  write(value)
}

function writeArray(array: BsonValue[]): void {
  for (const element of array) writeValue(element)
  writer.byte(0)
}

// A Long beyond 2^53 is its nearest double followed by what the rounding took away (at most 512 either way).
function writeNumber(value: Int32 | Long): void {
  if ((value as { _bsontype: string })._bsontype !== 'Long') {
    const plain = (value as Int32).value
    if (Number.isNaN(plain)) {
      writer.raw(Buffer.alloc(10))
      return
    }
    writer.double(plain)
    writer.int16(0)
    return
  }
  const exact = (value as Long).toBigInt()
  const rounded = Number(exact)
  writer.double(rounded)
  writer.int16(Number(exact - BigInt(rounded)))
}

function writeBinary(value: Binary): void {
  const bytes = value.value()
  writer.uint32(bytes.length)
  writer.byte(value.sub_type)
  writer.raw(bytes)
}

function writeDocument(document: BsonDocument): void {
  for (const field of Object.keys(document)) {
    const value = document[field]!
    const kind = kindOf(value)
    writer.byte(kind)
    writer.text(field)
    writeContent(kind, value)
  }
  writer.byte(0)
}

/** The same key for a descending index component. */
export function inverted(key: Buffer): Buffer {
  const out = Buffer.allocUnsafe(key.length)
  for (let i = 0; i < key.length; i++) out[i] = ~key[i]! & 0xff
  return out
}

/** The least key greater than every key that starts with `prefix`. */
export function afterPrefix(prefix: Buffer): Buffer {
  let end = prefix.length
  while (end > 0 && prefix[end - 1] === 0xff) end--
  if (end === 0) throw new RangeError('a prefix of only 0xff has no successor')
  const out = Buffer.from(prefix.subarray(0, end))
  out[end - 1]! += 1
  return out
}
