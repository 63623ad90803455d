import { Double, Int32, ObjectId } from 'bson'
import { type BsonValue, Kind } from './value.ts'

/** A value read back from its key, and where the next one begins. */
export interface ReadKey {
  value: BsonValue
  end: number
}

/**
 * The value of an ascending key that begins at `from`; numbers come back as Int32 where they fit and as Double. Undefined for
 * what a key does not tell exactly: documents, arrays, binary, and whole numbers beyond 2^53.
 */
export function readKey(bytes: Buffer, from: number): ReadKey | undefined {
  const at = from + 1
  switch (bytes[from]) {
    case Kind.null:
      return { value: null, end: at }
    case Kind.boolean:
      return { value: bytes[at] === 1, end: at + 1 }
    case Kind.date:
      return { value: new Date(readDouble(bytes, at)), end: at + 8 }
    case Kind.objectId:
      return { value: new ObjectId(bytes.subarray(at, at + 12)), end: at + 12 }
    case Kind.number:
      return readNumber(bytes, at)
    case Kind.string:
      return readText(bytes, at)
    default:
      return undefined
  }
}

const exact = 0x8000

function readNumber(bytes: Buffer, at: number): ReadKey | undefined {
  // Neither NaN nor what rounding took away.
  if (bytes.readUInt16BE(at + 8) !== exact) return undefined
  const number = readDouble(bytes, at)
  const value = number === (number | 0) ? new Int32(number) : new Double(number)
  return { value, end: at + 10 }
}

const scratch = Buffer.alloc(8)

function readDouble(bytes: Buffer, at: number): number {
  bytes.copy(scratch, 0, at, at + 8)
  if (scratch[0]! & 0x80) scratch[0]! &= 0x7f
  else for (let i = 0; i < 8; i++) scratch[i] = ~scratch[i]!
  return scratch.readDoubleBE(0)
}

function readText(bytes: Buffer, at: number): ReadKey | undefined {
  const end = bytes.indexOf(0, at)
  // A zero byte inside is rare enough to be looked up in the document.
  if (end < 0 || bytes[end + 1] !== 0) return undefined
  return { value: bytes.toString('utf8', at, end), end: end + 2 }
}
