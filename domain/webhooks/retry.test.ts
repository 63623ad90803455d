import { expect, it } from 'vitest'
import { nextTryAt } from './retry.ts'

const firstTriedAt = new Date('2026-03-02T01:00:00Z')
const second = 1_000
const hour = 3_600_000
const day = 24 * hour

/** How long after a failed try the next one comes, ms. */
const waitOf = (_id: string, tries: number, now = firstTriedAt): number | null => {
  const at = nextTryAt({ _id, tries, firstTriedAt }, now)
  return at && at.getTime() - now.getTime()
}

it.each([
  [1, 5 * second],
  [2, 10 * second],
  [3, 20 * second],
  [13, 5 * 4_096 * second],
  [14, 6 * hour],
  [20, 6 * hour],
])('after %s tries comes about %s ms later, a fifth sooner or later: each by its own lot', (tries, plain) => {
  const waits = Array.from({ length: 200 }, (_, n) => waitOf(`msg_${n}`, tries) ?? Number.NaN)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(plain * 0.8)
  expect(Math.max(...waits)).toBeLessThanOrEqual(plain * 1.2)
  // What failed together does not come back together.
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(plain * 0.3)
  expect(new Set(waits).size).toBeGreaterThan(100)
  expect(waitOf('msg_1', tries)).toBe(waits[1])
})

it('the last try is at the end of three days, and none after it', () => {
  const late = new Date(firstTriedAt.getTime() + 3 * day - hour)
  expect(waitOf('msg_1', 23, late)).toBe(hour)
  expect(waitOf('msg_1', 24, new Date(firstTriedAt.getTime() + 3 * day))).toBeNull()
})
