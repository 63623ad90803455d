import { Double, Int32, Long } from 'bson'
import { asNumber, type BsonValue } from '../bson/value.ts'
import { CommandError } from '../errors.ts'

const minLong = -(2n ** 63n)
const maxLong = 2n ** 63n - 1n

/**
 * Adds as MongoDB does: a double makes the sum a double, two 32-bit integers stay 32 bits unless the sum needs 64,
 * and a sum beyond 64 bits is refused (2).
 */
export function sum(a: BsonValue, b: BsonValue): Int32 | Long | Double {
  if (a instanceof Double || b instanceof Double) return new Double(asNumber(a)! + asNumber(b)!)
  const total = integer(a) + integer(b)
  if (total < minLong || total > maxLong) {
    throw new CommandError(2, `the sum of ${String(a)} and ${String(b)} does not fit into 64 bits`)
  }
  const narrow = a instanceof Int32 && b instanceof Int32 && total === BigInt.asIntN(32, total)
  return narrow ? new Int32(Number(total)) : Long.fromBigInt(total)
}

/** What adding it so many times gives. */
export function timesOver(value: BsonValue, times: number): Int32 | Long | Double {
  if (value instanceof Double) return new Double(value.value * times)
  const total = integer(value) * BigInt(times)
  if (total < minLong || total > maxLong) {
    throw new CommandError(2, `${times} times ${String(value)} does not fit into 64 bits`)
  }
  const narrow = value instanceof Int32 && total === BigInt.asIntN(32, total)
  return narrow ? new Int32(Number(total)) : Long.fromBigInt(total)
}

function integer(value: BsonValue): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt((value as Int32).value)
}
