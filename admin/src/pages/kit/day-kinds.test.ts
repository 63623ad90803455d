import { expect, it } from 'vitest'
import { dayRuleSchema } from '../../../../domain/language/day-rule.ts'
import {
  beginningOf,
  type DayKind,
  dayKinds,
  daysOfMonth,
  readDays,
  solarTerms,
  writeDays,
} from './day-kinds.ts'

const written = {
  国庆节: '10-01',
  中秋节: { lunar: '08-15' },
  清明节: { term: '清明' },
  店庆: '2026-05-20',
}

it('days are read by how they come, and written as the language has them', () => {
  const days = readDays(written)
  expect(days.map(({ kind, value }) => [kind, value])).toEqual([
    ['yearly', '10-01'],
    ['lunar', '08-15'],
    ['term', '清明'],
    ['once', '2026-05-20'],
  ])
  expect(writeDays(days)).toEqual(written)
  expect([readDays(undefined), writeDays([])]).toEqual([[], undefined])
})

it('whatever kind a day becomes, the language takes what it begins with', () => {
  for (const kind of Object.keys(dayKinds) as DayKind[]) {
    const rule = writeDays([{ name: '日子', kind, value: beginningOf(kind, 2027) }])?.日子
    expect(dayRuleSchema.safeParse(rule).success, kind).toBe(true)
  }
})

it('offers the terms and days there are', () => {
  for (const term of solarTerms) expect(dayRuleSchema.safeParse({ term }).success, term).toBe(true)
  expect(solarTerms).toHaveLength(24)
  expect([daysOfMonth('yearly', 2), daysOfMonth('yearly', 4), daysOfMonth('lunar', 2)]).toEqual([29, 30, 30])
})
