import { expect, it } from 'vitest'
import { money } from '../../design/numbers.ts'
import { type Day, dayLabel, openInWords, sideInWords, stateOf } from './day-words.ts'

const totals = { paid: 1, paidFen: 100, refunds: 0, refundedFen: 0, differences: 0 }
const day: Day = { day: '2026-12-02', at: '2026-12-03T02:20:00.000Z', totals, isWanted: false, failed: null }

it('names a day of the bill', () => {
  expect(dayLabel('2026-12-02')).toEqual({ weekday: '周三', date: '12月2日' })
})

it('tells how a day stands', () => {
  expect(stateOf(day).label).toBe('对上了')
  expect(stateOf({ ...day, totals: { ...totals, differences: 2 } })).toEqual({
    label: '2 处',
    tone: 'attention',
  })
  expect(stateOf({ ...day, failed: '账单还没有出' }).tone).toBe('bad')
  expect(stateOf({ ...day, isWanted: true, failed: '账单还没有出' }).label).toBe('在对')
  expect(stateOf({ ...day, at: null, totals: null }).label).toBe('没对过')
})

it('tells what each side says', () => {
  expect([sideInWords(12_000, money), sideInWords('SUCCESS', money), sideInWords(null, money)]).toEqual([
    '¥120.00',
    'SUCCESS',
    '没有',
  ])
  expect(openInWords([], false)).toBeNull()
})
