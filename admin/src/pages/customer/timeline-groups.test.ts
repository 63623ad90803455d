import { expect, it } from 'vitest'
import { groupByDay } from './timeline-groups.ts'

const now = new Date('2026-12-03T14:05:00+08:00')
const at = (moment: string) => ({ at: new Date(`${moment}:00+08:00`).toISOString() })

it('puts lines under today, yesterday and what was before, each with what tells it there', () => {
  const lines = [
    at('2026-12-03T00:05'),
    at('2026-12-02T23:59'),
    at('2026-11-01T10:00'),
    at('2025-10-21T10:00'),
  ]
  const told = groupByDay(lines, now).map(({ label, day, lines: of }) => [
    label,
    day,
    of.map(({ when }) => when),
  ])
  expect(told).toEqual([
    ['今天', '12月3日', ['00:05']],
    ['昨天', '12月2日', ['23:59']],
    ['更早', null, ['11月1日', '2025年10月21日']],
  ])
})
