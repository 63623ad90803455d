import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rfmSchema } from '../language/buyer-rules.ts'
import { proposeBounds, type ScoredBuyer } from './propose-bounds.ts'

const buyers = (count: number, of: (n: number) => Partial<ScoredBuyer>): ScoredBuyer[] =>
  Array.from({ length: count }, (_, n) => ({ days: 0, occasions365: 1, spend365Fen: 0, ...of(n) }))

it('give a fifth of the buyers each score', () => {
  // 1 to 100 days, purchases and yuan.
  const all = buyers(100, (n) => ({ days: n + 1, occasions365: n + 1, spend365Fen: (n + 1) * 100 }))
  expect(proposeBounds(all)).toEqual({
    recencyDays: [20, 40, 60, 80],
    frequency: [81, 61, 41, 21],
    monetaryFen: [8_000, 6_000, 4_000, 2_000],
  })
})

it('stay apart where most are alike', () => {
  const all = buyers(100, (n) => ({ days: 7, occasions365: n < 90 ? 1 : 5, spend365Fen: 9_950 }))
  expect(proposeBounds(all)).toEqual({
    recencyDays: [7, 8, 9, 10],
    frequency: [5, 4, 3, 2],
    monetaryFen: [10_200, 10_100, 10_000, 9_900],
  })
})

it('are none for fewer buyers than scores', () => {
  expect(proposeBounds(buyers(4, () => ({})))).toBeNull()
})

it('can always be put in force, whoever the buyers are', () => {
  const buyer = fc.record({
    days: fc.nat({ max: 2_000 }),
    occasions365: fc.nat({ max: 200 }),
    spend365Fen: fc.nat({ max: 10_000_000 }),
  })
  fc.assert(
    fc.property(fc.array(buyer, { minLength: 5, maxLength: 60 }), (all) => {
      const proposed = proposeBounds(all)
      expect(rfmSchema.parse(proposed)).toEqual(proposed)
    }),
  )
})
