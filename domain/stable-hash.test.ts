import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pickShare, share } from './stable-hash.ts'

const ids = Array.from({ length: 10_000 }, (_, n) => `c_${n.toString(36).padStart(10, '0')}`)

it('gives every salt an even spread over customers', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (salt) => {
      const tenths = new Array<number>(10).fill(0)
      for (const id of ids) tenths[Math.floor(share(id, salt) / 10)]! += 1
      // 1,000 expected in each; five standard deviations of a fair draw are 150.
      for (const n of tenths) expect(Math.abs(n - 1_000)).toBeLessThan(150)
    }),
    { numRuns: 10, seed: 1 },
  )
})

it('stays within [0, 100) and never changes its mind', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (id, salt) => {
      const at = share(id, salt)
      expect(at).toBeGreaterThanOrEqual(0)
      expect(at).toBeLessThan(100)
      expect(share(id, salt)).toBe(at)
    }),
  )
})

it('draws independently under different salts', () => {
  const inBoth = ids.filter((id) => share(id, 'split:a:x') < 50 && share(id, 'holdout:a') < 50).length
  // A quarter of 10,000; five standard deviations are 217.
  expect(Math.abs(inBoth - 2_500)).toBeLessThan(217)
})

it('splits by percent', () => {
  const shares = [
    { share: 20, to: 'a' },
    { share: 80, to: 'b' },
  ]
  const a = ids.filter((id) => pickShare(shares, id, 'split:j:s').to === 'a').length
  expect(Math.abs(a - 2_000)).toBeLessThan(200)
})
