import { expect, it } from 'vitest'
import { lagClass, lagWithin } from './lags.ts'

it.each([
  [0, '10s'],
  [10_000, '10s'],
  [10_001, '1m'],
  [3 * 86_400_000, '3d'],
  [3 * 86_400_000 + 1, 'more'],
])('%d ms are within %s', (ms, name) => {
  expect(lagClass(ms)).toBe(name)
})

it('so many stay below the bound of their class', () => {
  const counts = { '10s': 60, '1h': 34, more: 6 }
  expect(lagWithin(counts, 0.5)).toBe(10_000)
  expect(lagWithin(counts, 0.94)).toBe(3_600_000)
  expect(lagWithin(counts, 0.95)).toBe(Number.POSITIVE_INFINITY)
  expect(lagWithin({}, 0.5)).toBeNull()
})
