import { createHash } from 'node:crypto'

const digestOf = (key: string) => createHash('sha256').update(key).digest()

/** A whole number from 0 to below `range`, the same for ever for the same key and evenly spread over keys. */
export function spread(key: string, range: number): number {
  return range <= 0 ? 0 : digestOf(key).readUInt32BE(0) % range
}

/**
 * Where this customer stands between 0 (inclusive) and 100 (exclusive) for this salt: the same answer for ever, evenly
 * spread over customers, unrelated between salts. Salt with what is decided, e.g. `split:<journeyId>:<stepId>`.
 */
export function share(customerId: string, salt: string): number {
  return (digestOf(`${salt}\0${customerId}`).readUIntBE(0, 6) / 2 ** 48) * 100
}

/** The first of the shares, in percent and summing to 100, this customer falls into. Throws a RangeError when none does. */
export function pickShare<S extends { share: number }>(
  shares: readonly S[],
  customerId: string,
  salt: string,
): S {
  const at = share(customerId, salt)
  let upTo = 0
  for (const one of shares) {
    upTo += one.share
    if (at < upTo) return one
  }
  throw new RangeError(`shares end at ${upTo}`)
}
