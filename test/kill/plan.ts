import type { FaultPoint } from './fault-points.ts'
import type { Strike } from './reaper.ts'

/** Rounds that together strike every point once. */
export const roundsPerCycle = 4

/** A number from 0 to below 1, the same row for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Deals the points over the rounds: every cycle shuffles them anew and strikes each once, at a pass of its own.
 * @param perCycle rounds that together strike every point once
 */
export function dealStrikes(
  points: FaultPoint[],
  rounds: number,
  seed: number,
  perCycle = roundsPerCycle,
): Strike[][] {
  const next = seededNumbers(seed)
  const dealt: Strike[][] = []
  while (dealt.length < rounds) {
    const strikes = shuffled(points, next).map(({ name, passes }) => ({
      point: name,
      pass: 1 + Math.floor(next() * passes),
    }))
    for (let n = 0; n < perCycle; n++) {
      dealt.push(strikes.filter((_, index) => index % perCycle === n))
    }
  }
  return dealt.slice(0, rounds)
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const row = [...items]
  for (let last = row.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1))
    const held = row[last] as T
    row[last] = row[other] as T
    row[other] = held
  }
  return row
}
