import { expect, it } from 'vitest'
import {
  type Day,
  type Days,
  dayLabel,
  dayToShow,
  openElsewhere,
  stateOf,
  summaryOf,
  sumRows,
} from './day-words.ts'

const day: Day = { day: '2026-12-02', state: 'agreed', open: 0, isLate: false }
const days = (given: Partial<Days>): Days => ({
  ...{ days: [], openDays: [], earlier: '2026-11-18', later: null },
  ...given,
})

it('names a day of the bill', () => {
  expect(dayLabel('2026-12-02')).toEqual({ weekday: '周三', date: '12月2日' })
})

it('tells how a day stands', () => {
  expect(stateOf(day).label).toBe('对上了')
  expect(stateOf({ ...day, isLate: true }).label).toBe('补对上')
  expect(stateOf({ ...day, state: 'open', open: 2 })).toEqual({ label: '2 处', tone: 'attention' })
  expect(stateOf({ ...day, state: 'failed' }).tone).toBe('bad')
  // Before ten in the morning there is no bill of yesterday, which is no difference.
  expect(stateOf({ ...day, state: 'notOut' })).toEqual({ label: '还没出账', tone: 'quiet' })
})

it('shows first what somebody has to look at, then what was compared last', () => {
  const all = [day, { ...day, day: '2026-12-03', state: 'notOut' as const }]
  expect(dayToShow(days({ days: all }))).toBe('2026-12-02')
  const open = [
    { day: '2026-12-03', open: 1 },
    { day: '2026-10-01', open: 4 },
  ]
  expect(dayToShow(days({ days: all, openDays: open }))).toBe('2026-12-03')
  expect(openElsewhere(days({ days: all, openDays: open }))).toEqual([{ day: '2026-10-01', open: 4 }])
})

it('counts what was settled, is asked about, and waits for somebody', () => {
  const one = (state: string) => ({ state }) as never
  expect(summaryOf([one('open'), one('settled'), one('settled')])).toEqual({
    title: '3 处不一样',
    note: '2 处已处理，1 处要人看',
  })
  expect(summaryOf([]).title).toBe('没有差异')
})

it('sets the sums of both sides beside each other, also of a day compared before ours were kept', () => {
  const bill = { paid: 146, paidFen: 4_190_350, refunds: 6, refundedFen: 149_200 }
  const whole = { bill, ours: null, account: null, elsewhere: null } as never
  expect(sumRows(whole).map(({ what, theirs, ours }) => [what, theirs, ours])).toEqual([
    ['收款', 4_190_350, null],
    ['退款', 149_200, null],
  ])
  expect(sumRows({ bill: null } as never)).toEqual([])
})
