import fc from 'fast-check'
import { expect, it } from 'vitest'
import { discountShares, goodsFen, lineFen } from './price.ts'

const of = (...fens: number[]) => fens.map((lineFen) => ({ lineFen }))

it.each([
  ['all on the only line', 300, [1_000], [300]],
  ['evenly', 300, [1_000, 1_000, 1_000], [100, 100, 100]],
  ['what is left to the largest remainder', 100, [100, 200, 300], [17, 33, 50]],
  ['of equal remainders the earlier line first', 100, [500, 500, 500], [34, 33, 33]],
  ['two left over to the two earlier lines', 200, [500, 500, 500], [67, 67, 66]],
  ['nothing on a line that costs nothing', 50, [0, 100], [0, 50]],
  ['nothing of nothing', 0, [0, 0], [0, 0]],
  ['the whole of it', 600, [100, 200, 300], [100, 200, 300]],
])('a discount falls %s', (_, discountFen, lines, shares) => {
  expect(discountShares(discountFen, of(...lines))).toEqual(shares)
})

const anyLines = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 30 })

it('shares come to the discount, and no line gets more than it costs or less than its whole part', () => {
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0, max: 1, noNaN: true }), (fens, part) => {
      const lines = of(...fens)
      const total = goodsFen(lines)
      const discountFen = Math.floor(total * part)
      const shares = discountShares(discountFen, lines)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(discountFen)
      for (const [place, share] of shares.entries()) {
        const fen = fens[place] ?? 0
        const floor = total === 0 ? 0 : Number((BigInt(discountFen) * BigInt(fen)) / BigInt(total))
        expect(Number.isSafeInteger(share)).toBe(true)
        expect(share).toBeGreaterThanOrEqual(floor)
        expect(share).toBeLessThanOrEqual(Math.min(floor + 1, fen))
      }
    }),
  )
})

it('of two lines that cost the same the later one never gets more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 2, max: 20 }),
      fc.nat(),
      (fen, many, any) => {
        const lines = of(...Array.from({ length: many }, () => fen))
        const shares = discountShares(any % (fen * many + 1), lines)
        expect(shares).toEqual([...shares].sort((a, b) => b - a))
      },
    ),
  )
})

it('beyond 2^53 fen nothing is sold', () => {
  expect(() => lineFen(1e12, 1e6)).toThrow('order.too_large')
  expect(() => goodsFen(of(Number.MAX_SAFE_INTEGER, 1))).toThrow('order.too_large')
})
