import { expect, it } from 'vitest'
import { monthAfter, monthOf, weeksOf } from './months.ts'

it('months go over the turn of a year, and begin where the company is', () => {
  expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
  expect(monthOf(new Date('2026-11-30T16:00:00Z'))).toBe('2026-12')
})

it('weeks begin on Monday and are whole', () => {
  const days = Array.from({ length: 31 }, (_, n) => ({ day: `2026-12-${String(n + 1).padStart(2, '0')}` }))
  const weeks = weeksOf(days)
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7])
  expect(weeks[0]?.map((day) => day?.day.slice(8) ?? null)).toEqual([null, '01', '02', '03', '04', '05', '06'])
  expect(weeksOf([])).toEqual([])
})
