import { expect, it } from 'vitest'
import { boundsOf, daysIn, daysWritten, type PeriodName, periodOf } from './period.ts'

it.each<[PeriodName, string, string]>([
  ['yesterday', '2026-11-30', '2026-11-30'],
  ['last7', '2026-11-24', '2026-11-30'],
  ['last30', '2026-11-01', '2026-11-30'],
  ['thisMonth', '2026-12-01', '2026-12-01'],
  ['lastMonth', '2026-11-01', '2026-11-30'],
])('%s is of whole days of the company', (name, from, to) => {
  // 00:30 in Beijing on the 1st of December.
  expect(periodOf(name, new Date('2026-11-30T16:30:00Z'))).toEqual({ from, to })
})

it('a period holds its last day to its end', () => {
  expect(boundsOf({ from: '2026-12-01', to: '2026-12-01' })).toEqual([
    new Date('2026-12-01T00:00:00+08:00'),
    new Date('2026-12-02T00:00:00+08:00'),
  ])
})

it('a period may be its very days, whenever it is asked for', () => {
  const days = { from: '2026-11-23', to: '2026-11-29' }
  expect(periodOf(daysWritten(days), new Date('2027-06-01T00:00:00Z'))).toEqual(days)
})

it.each(['last7', '2026-11-29..2026-11-23', '2026-13-01..2026-13-02', '2024-01-01..2026-01-01', '..'])(
  '%s are no days',
  (text) => expect(daysIn(text)).toBeNull(),
)
