/** The same numbers from 0 to 1 every time. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the values: each is drawn up to its number, the last one must have 1. */
export function drawn<T>(chance: number, from: readonly (readonly [upTo: number, value: T])[]): T {
  const found = from.find(([upTo]) => chance < upTo) ?? from.at(-1)
  if (found === undefined) throw new RangeError('nothing to draw from')
  return found[1]
}
