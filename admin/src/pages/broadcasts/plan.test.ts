import { expect, it } from 'vitest'
import { isWhole, newId, otherTimes, proposedTime, segmentOf } from './plan.ts'

it('a new one is proposed for tomorrow at ten', () => {
  expect(proposedTime(new Date('2026-11-30T18:00:00Z'))).toBe('2026-12-02T10:00:00+08:00')
})

it('a time is compared with the evening of its day and the next day', () => {
  expect(otherTimes('2026-12-31T10:00:00+08:00')).toEqual([
    '2026-12-31T19:00:00+08:00',
    '2027-01-01T10:00:00+08:00',
  ])
})

it('is whole with people, message and time', () => {
  const plan = { broadcast: 'b', to: { segment: 'vip' }, send: { message: 'm' } }
  expect([isWhole(plan), isWhole({ ...plan, at: 'x' })]).toEqual([false, true])
  expect([segmentOf(plan), segmentOf({ broadcast: 'b', to: { not: { segment: 'vip' } } })]).toEqual([
    'vip',
    null,
  ])
  expect(newId(new Date('2026-11-30T18:00:00Z'), () => 0.5)).toMatch(/^b-20261201-[0-9a-z]{5}$/)
})
