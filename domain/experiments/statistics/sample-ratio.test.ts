import { expect, it } from 'vitest'
import { dealtAsMeant, strayAlpha } from './sample-ratio.ts'

const half = [0.5, 0.5]

it('doubts nothing that chance explains, and says so of nobody, too', () => {
  expect(dealtAsMeant([])).toBe(1)
  expect(dealtAsMeant([{ people: [0, 0], shares: half }])).toBeCloseTo(1)
  expect(dealtAsMeant([{ people: [1, 0], shares: half }])).toBeCloseTo(1)
  expect(dealtAsMeant([{ people: [2_478, 2_465], shares: half }])).toBeCloseTo(1)
  expect(dealtAsMeant([{ people: [45, 47, 8], shares: [0.45, 0.45, 0.1] }])).toBeCloseTo(1)
})

it('rings when people went astray, in whichever direction, and when an arm gets nobody', () => {
  for (const people of [
    [2_700, 2_300],
    [2_300, 2_700],
    [0, 30],
  ]) {
    expect(dealtAsMeant([{ people, shares: half }])).toBeLessThan(strayAlpha)
  }
})

it('takes each span of other shares by its own, and an arm that was to get nobody for silent', () => {
  const spans = [
    { people: [500, 500], shares: half },
    { people: [100, 900], shares: [0.1, 0.9] },
    { people: [0, 800], shares: [0, 1] },
  ]
  expect(dealtAsMeant(spans)).toBeCloseTo(1)
  expect(dealtAsMeant([{ people: [600, 2_200], shares: half }])).toBeLessThan(strayAlpha)
})

// By its chances, not by simulation: of 40 people, how likely is a p-value below a bound if they were dealt as meant?
it('is a p-value: it falls below a bound no more often than the bound says', () => {
  for (const share of [0.5, 0.1]) {
    for (const bound of [0.5, 0.2, 0.05, strayAlpha]) {
      let likely = 0
      let ways = 1
      for (let first = 0; first <= 40; first += 1) {
        const p = dealtAsMeant([{ people: [first, 40 - first], shares: [share, 1 - share] }])
        if (p <= bound) likely += ways * share ** first * (1 - share) ** (40 - first)
        ways = (ways * (40 - first)) / (first + 1)
      }
      expect(likely).toBeLessThanOrEqual(bound)
    }
  }
})
