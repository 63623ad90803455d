import { expect, it } from 'vitest'
import { shareAtLeast } from './statistics/share-at-least.ts'
import { adviceOn, fewestReached, nextLonger, nextShorter, writtenDuration } from './wait-advice.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** So many to whom it happened after so long. */
const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms)

it('a wait is too long when nearly all who did it had done it in a fraction of the time', () => {
  const delaysMs = [...times(118, 5 * hourMs), ...times(2, 2 * dayMs)]
  expect(adviceOn({ windowMs: 3 * dayMs, people: 400, delaysMs })).toEqual({
    way: 'shorter',
    proposed: '6 hours',
    says: '120 人等到了，其中 118 人（98%）在 6 小时内；缩短到 6 小时看来就够（看了 400 人）。',
    reached: 120,
    people: 400,
  })
})

it('a wait is too short when they still come as often in its last quarter as before', () => {
  const evenly = Array.from({ length: 400 }, (_, n) => ((n + 1) / 400) * 3 * dayMs)
  expect(adviceOn({ windowMs: 3 * dayMs, people: 900, delaysMs: evenly })).toMatchObject({
    way: 'longer',
    proposed: '5 days',
    says: '400 人等到了，其中 100 人（25%）到最后四分之一的时间才等到；延长到 5 天看来还能等到人（看了 900 人）。',
  })
})

const unclear = { way: 'unclear', proposed: null }

it('it cannot be told of few people, and how many it takes is said', () => {
  const soon = (count: number) => ({ windowMs: 3 * dayMs, people: 5_000, delaysMs: times(count, hourMs) })
  expect(adviceOn(soon(fewestReached - 1))).toEqual({
    ...{ ...unclear, reached: 49, people: 5_000 },
    says: '长短还看不出，等完的 5000 人里 49 人等到了，满 50 人才看。',
  })
  expect(adviceOn(soon(fewestReached))).toMatchObject({ way: 'shorter' })
  expect(adviceOn({ windowMs: 3 * dayMs, people: 0, delaysMs: [] })).toMatchObject(unclear)
})

it('nothing is proposed for what is just right, and for what could be chance', () => {
  // Half at once, the others spread over nearly all of the time.
  const spread = Array.from({ length: 200 }, (_, n) => (n < 100 ? 0 : ((n - 99) / 100) * 2.7 * dayMs))
  expect(adviceOn({ windowMs: 3 * dayMs, people: 900, delaysMs: spread })).toMatchObject({
    ...unclear,
    says: '200 人等到了，看不出长一点或短一点会更好（看了 900 人）。',
  })
  // 54 of 60 are nine in ten, and might be eight in ten.
  const perhaps = [...times(54, hourMs), ...times(6, 2.1 * dayMs)]
  expect(adviceOn({ windowMs: 3 * dayMs, people: 900, delaysMs: perhaps })).toMatchObject(unclear)
  expect(adviceOn({ windowMs: 0, people: 900, delaysMs: times(60, 0) })).toMatchObject(unclear)
})

it('proposes no wait as short as it is, and none longer than there are', () => {
  expect(adviceOn({ windowMs: hourMs, people: 100, delaysMs: times(100, 0.9 * hourMs) }).proposed).toBe(
    '2 hours',
  )
  expect(
    adviceOn({ windowMs: 90 * dayMs, people: 100, delaysMs: times(100, 89 * dayMs) }).proposed,
  ).toBeNull()
  expect([nextShorter(3 * dayMs), nextShorter(60_000)]).toEqual([2 * dayMs, null])
  expect([nextLonger(3 * dayMs), nextLonger(5 * dayMs)]).toEqual([5 * dayMs, 7 * dayMs])
  expect([dayMs, 36 * hourMs, 90 * 60_000].map(writtenDuration)).toEqual(['1 day', '36 hours', '90 minutes'])
})

it('the interval of a share is that of the books', () => {
  // Newcombe (1998): 81 of 263 is 0.2553 to 0.3662, 1 of 29 is 0.0061 to 0.1718.
  expect(shareAtLeast({ people: 263, reached: 81 })).toBeCloseTo(0.2553, 4)
  expect(shareAtLeast({ people: 29, reached: 1 })).toBeCloseTo(0.0061, 4)
  expect(shareAtLeast({ people: 0, reached: 0 })).toBe(0)
})
