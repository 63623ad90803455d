import { expect, it } from 'vitest'
import { sampleError } from './sample-error.ts'

const chanceFrom = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return seed / 2 ** 31
}

it('nineteen of twenty estimates are no further off than twice the error', () => {
  const chance = chanceFrom(5)
  // Of 400 places each has a share of its own, a fifth on the whole.
  const shares = Array.from({ length: 400 }, () => 0.4 * chance())
  const truth = shares.reduce((sum, share) => sum + share, 0) / shares.length
  let held = 0
  for (let round = 0; round < 400; round += 1) {
    const places = Array.from({ length: 40 }, () => {
      const share = shares[Math.floor(chance() * shares.length)] ?? 0
      const hits = Array.from({ length: 40 }, () => Number(chance() < share)).reduce((a, b) => a + b, 0)
      return { seen: 40, hits }
    })
    const found = places.reduce((sum, { hits }) => sum + hits, 0) / 1_600
    if (Math.abs(found - truth) <= 1.96 * (sampleError(places) ?? 0)) held += 1
  }
  expect(held / 400).toBeGreaterThan(0.9)
  expect(held / 400).toBeLessThan(0.99)
})

it('a few places tell nothing of how far off they are', () => {
  expect(sampleError([{ seen: 1_600, hits: 200 }])).toBeNull()
  expect(sampleError([])).toBeNull()
})
