import { describe, expect, it } from 'vitest'
import { seededNumbers } from '../../../test/kill/plan.ts'
import { isEverApart } from '../testing/looked-at-daily.ts'
import { daysOf } from '../testing/random-days.ts'
import { apartSince, intervalOf, intervalsAfter } from './difference.ts'
import { nobody, type Pair } from './outcomes.ts'
import { peopleToTell } from './time-to-tell.ts'
import { blocksOf, createWager, type Side } from './wagers.ts'

const alpha = 0.05
const pair = (a: [number, number], b: [number, number]): Pair => ({
  a: { people: a[0], reached: a[1] },
  b: { people: b[0], reached: b[1] },
})
/** How likely it is that `reached` of `people` do. */
function chance(people: number, reached: number, rate: number): number {
  let ways = 1
  for (let n = 0; n < reached; n += 1) ways = (ways * (people - n)) / (n + 1)
  return ways * rate ** reached * (1 - rate) ** (people - reached)
}

describe('who bets against what is true', () => {
  // What comes of every possible outcome of two days, weighed by its chance: no simulation, no tolerance for luck.
  it.each<{ rate: number; shift: number; a: number; b: number; side: Side }>([
    { rate: 0.1, shift: 0, a: 3, b: 3, side: 'above' },
    { rate: 0.9, shift: 0, a: 5, b: 1, side: 'below' },
    { rate: 0.02, shift: 0, a: 1, b: 6, side: 'above' },
    { rate: 0.2, shift: 0.3, a: 4, b: 2, side: 'above' },
    { rate: 0.7, shift: -0.6, a: 2, b: 4, side: 'below' },
    { rate: 0.001, shift: 0.999, a: 3, b: 3, side: 'below' },
  ])(
    'gains nothing on average: $a against $b, rate $rate, shift $shift, $side',
    ({ rate, shift, a, b, side }) => {
      let expected = 0
      for (let i = 0; i < (a + 1) ** 2 * (b + 1) ** 2; i += 1) {
        const one = [i % (a + 1), Math.floor(i / (a + 1)) % (a + 1)] as const
        const j = Math.floor(i / (a + 1) ** 2)
        const other = [j % (b + 1), Math.floor(j / (b + 1))] as const
        const wager = createWager(shift, side)
        const days = one.map((reached, day) => pair([a, reached], [b, other[day] ?? 0]))
        for (const block of blocksOf(days)) wager.take(block)
        const likely = [
          ...one.map((reached) => chance(a, reached, rate)),
          ...other.map((reached) => chance(b, reached, rate + shift)),
        ].reduce((product, each) => product * each, 1)
        expected += likely * Math.exp(wager.logCapital())
      }
      expect(expected).toBeLessThanOrEqual(1 + 1e-9)
      expect(expected).toBeGreaterThan(0.5)
    },
  )
})

describe('the interval of a difference', () => {
  it('says nothing while an arm has nobody, and is a number for one person, for none who reached it and for all', () => {
    expect(intervalOf([], alpha)).toEqual({ from: -1, to: 1 })
    expect(intervalOf([{ a: { people: 900, reached: 90 }, b: nobody }], alpha)).toEqual({ from: -1, to: 1 })
    for (const days of [[pair([1, 0], [1, 1])], [pair([900, 0], [900, 0])], [pair([900, 900], [900, 900])]]) {
      const { from, to } = intervalOf(days, alpha)
      expect(from).toBeGreaterThanOrEqual(-1)
      expect(to).toBeLessThanOrEqual(1)
      expect(from).toBeLessThan(0)
      expect(to).toBeGreaterThan(0)
    }
  })

  it('lies around what was seen, and is its own mirror when the arms change places', () => {
    const days = Array.from({ length: 100 }, (_, day) => pair([25, 3], [24, day % 2 === 0 ? 4 : 5]))
    const { from, to } = intervalOf(days, alpha)
    expect(from).toBeGreaterThan(0)
    expect(from).toBeLessThan(4.5 / 24 - 3 / 25)
    expect(to).toBeGreaterThan(4.5 / 24 - 3 / 25)
    const mirrored = intervalOf(
      days.map(({ a, b }) => ({ a: b, b: a })),
      alpha,
    )
    expect(mirrored.from).toBeCloseTo(-to, 3)
    expect(mirrored.to).toBeCloseTo(-from, 3)
  })

  it('joins days on which only one arm had anybody to the next, so that nobody is lost', () => {
    const apart = [pair([50, 5], [0, 0]), pair([0, 0], [50, 20])]
    expect(blocksOf(apart)).toMatchObject([{ ...pair([50, 5], [50, 20]), day: 1 }])
    expect(intervalOf(apart, alpha)).toEqual(intervalOf([pair([50, 5], [50, 20])], alpha))
  })

  it('tells the day from which on it no longer touched 0, as the intervals of the days do', () => {
    const random = seededNumbers(5)
    const days = daysOf({ perDay: 60, rateA: 0.1, rateB: 0.25, shareOfB: 0.5 }, 40, random)
    const since = apartSince(days, alpha)
    const all = intervalsAfter(days, [...days.keys()], alpha)
    const last = all.findLastIndex(({ from, to }) => from <= 0 && to >= 0)
    expect(since).toBe(last + 1)
    expect(since).toBeGreaterThan(0)
    expect(apartSince(days.slice(0, last + 1), alpha)).toBeNull()
  })
})

// The promises at their full size: experiments.proof.ts.
it('looked at on each of 40 days, an A/A test speaks of a difference as seldom as promised', () => {
  const random = seededNumbers(11)
  const rounds = 300
  const town = { perDay: 20, rateA: 0.15, rateB: 0.15, shareOfB: 0.4 }
  const wrong = Array.from({ length: rounds }).filter(() => isEverApart(daysOf(town, 40, random), alpha))
  expect(wrong.length / rounds).toBeLessThanOrEqual(alpha)
})

it('finds a planted difference of ten points in the time it said, four times in five', () => {
  const random = seededNumbers(12)
  const rounds = 200
  const perDay = 40
  const people = peopleToTell({ rate: 0.15, difference: 0.1, shareOfB: 0.5 }, alpha)
  const town = { perDay, rateA: 0.15, rateB: 0.25, shareOfB: 0.5 }
  const found = Array.from({ length: rounds }).filter(() =>
    isEverApart(daysOf(town, Math.ceil(people / perDay), random), alpha),
  )
  // Three standard deviations of chance below 0.8.
  expect(found.length / rounds).toBeGreaterThan(0.8 - 3 * Math.sqrt((0.8 * 0.2) / rounds))
})

it('says that nothing can be told of no difference, of an arm without anybody, of a rate there is not', () => {
  const never = Number.POSITIVE_INFINITY
  expect(peopleToTell({ rate: 0.1, difference: 0, shareOfB: 0.5 }, alpha)).toBe(never)
  expect(peopleToTell({ rate: 0.1, difference: 0.03, shareOfB: 0 }, alpha)).toBe(never)
  expect(peopleToTell({ rate: 0.5, difference: 0.6, shareOfB: 0.5 }, alpha)).toBe(never)
  expect(peopleToTell({ rate: 1, difference: 0.1, shareOfB: 0.5 }, alpha)).toBeLessThan(never)
})
