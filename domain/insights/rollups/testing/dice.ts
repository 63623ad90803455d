/** The same numbers for the same seed (mulberry32). */
export function diceOf(seed: number) {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    /** 0 up to but without `sides`. */
    roll: (sides: number): number => Math.floor(next() * sides),
    chance: (share: number): boolean => next() < share,
    oneOf: <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T,
  }
}
export type Dice = ReturnType<typeof diceOf>
