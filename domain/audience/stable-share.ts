import { createHash } from 'node:crypto'

/**
 * Where this customer stands between 0 (inclusive) and 100 (exclusive) for this salt: the same answer for ever, evenly
 * spread over customers, unrelated between salts. Salt with what is decided, e.g. `split:<journeyId>:<stepId>`.
 */
export function share(customerId: string, salt: string): number {
  const digest = createHash('sha256').update(`${salt}\0${customerId}`).digest()
  return (digest.readUIntBE(0, 6) / 2 ** 48) * 100
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
