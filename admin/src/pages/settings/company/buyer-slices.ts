import type { AnswerOf } from '../../../api/operations.ts'

export type BuyerPreview = AnswerOf<'post', '/settings-buyers-preview'>

const mostExamples = 10

/** What the slices up to here say together, those that change most people first. */
export function withSlice(before: BuyerPreview, slice: BuyerPreview): BuyerPreview {
  return {
    ...slice,
    looked: before.looked + slice.looked,
    changed: before.changed + slice.changed,
    moves: summed(
      [...before.moves, ...slice.moves],
      ({ label, from, to }) => `${label} ${from} ${to}`,
      (one, other) => ({ ...one, people: one.people + other.people }),
      ({ people }) => people,
    ),
    tags: summed(
      [...before.tags, ...slice.tags],
      ({ tag }) => tag,
      (one, other) => ({ ...one, gain: one.gain + other.gain, lose: one.lose + other.lose }),
      ({ gain, lose }) => gain + lose,
    ),
    examples: [...before.examples, ...slice.examples].slice(0, mostExamples),
  }
}

function summed<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
  sum: (one: T, other: T) => T,
  size: (one: T) => number,
): T[] {
  const byKey = new Map<string, T>()
  for (const one of all) {
    const known = byKey.get(keyOf(one))
    byKey.set(keyOf(one), known === undefined ? one : sum(known, one))
  }
  return [...byKey.values()].sort((a, b) => size(b) - size(a))
}
