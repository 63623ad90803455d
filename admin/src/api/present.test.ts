import { afterEach, expect, it } from 'vitest'
import { hearTime, present } from './present.ts'

afterEach(() => hearTime(new Date().toISOString()))

const offMs = (from: Date): number => Math.abs(present().getTime() - from.getTime())

it('is that of the installation, not of a computer whose clock is wrong', () => {
  const there = new Date(Date.now() + 40 * 86_400_000)
  hearTime(there.toISOString())
  expect(offMs(there)).toBeLessThan(1_000)
})

it('is left as it was when an answer does not say', () => {
  const there = new Date(Date.now() - 3_600_000)
  hearTime(there.toISOString())
  hearTime(null)
  hearTime('soon')
  expect(offMs(there)).toBeLessThan(1_000)
})
