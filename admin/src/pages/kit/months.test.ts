import { expect, it } from 'vitest'
import { dayText, monthAfter, monthOf, namedDays, weeksOf } from './months.ts'

it('months go over the turn of a year, and begin where the company is', () => {
  expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
  expect(monthOf(new Date('2026-11-30T16:00:00Z'))).toBe('2026-12')
})

it('weeks begin on Monday and are whole', () => {
  const days = Array.from({ length: 31 }, (_, n) => ({ day: `2026-12-${String(n + 1).padStart(2, '0')}` }))
  const weeks = weeksOf(days)
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7])
  expect(weeks[0]?.map((day) => day?.day.slice(8) ?? null)).toEqual([
    null,
    '01',
    '02',
    '03',
    '04',
    '05',
    '06',
  ])
  expect(weeksOf([])).toEqual([])
})

it('what is marked in a month is told in words, days in a row as one', () => {
  const plain = { festivals: [] as string[], silent: null, official: null, holiday: null }
  const off = { ...plain, official: 'off' as const, holiday: '元旦' }
  expect(
    namedDays([
      { ...off, day: '2026-01-01', festivals: ['元旦'] },
      { ...off, day: '2026-01-02' },
      { ...off, day: '2026-01-03' },
      { ...plain, day: '2026-01-04', official: 'work' },
      { ...plain, day: '2026-01-13', silent: '国家公祭日' },
      { ...off, day: '2026-01-20' },
    ]),
  ).toEqual(['1–3 日 元旦放假', '1 日 元旦', '4 日 补班', '13 日 静默日：国家公祭日', '20 日 元旦放假'])
})

it('a day is told with its weekday', () => {
  expect(dayText('2026-09-25')).toBe('9月25日 周五')
})
