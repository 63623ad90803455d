import { expect, it } from 'vitest'
import { exponential } from './retry.ts'

it('doubles the wait up to its bound and then leaves it to the sweep', () => {
  const retry = exponential({ delayMs: 1_000, maxDelayMs: 5_000, maxRetries: 5 })
  expect([1, 2, 3, 4, 5, 6].map(retry)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, null])
})
