import { describe, expect, it } from 'vitest'
import { dayInWords, fullMoment, momentInWords, spanInWords } from './times.ts'

const now = new Date('2026-11-26T06:05:00Z')

describe('a moment in words', () => {
  it.each([
    ['2026-11-26T06:05:12Z', '今天 14:05'],
    ['2026-11-25T16:00:00Z', '今天 00:00'],
    ['2026-11-25T15:59:00Z', '昨天 23:59'],
    ['2026-11-27T02:00:00Z', '明天 10:00'],
    ['2026-12-01T02:00:00Z', '12月1日 10:00'],
    ['2025-11-26T06:05:00Z', '2025年11月26日 14:05'],
  ])('%s is %s', (moment, words) => {
    expect(momentInWords(new Date(moment), now)).toBe(words)
  })

  it('has the full moment behind it', () => {
    expect(fullMoment(new Date('2026-11-26T06:05:12Z'))).toBe('2026年11月26日 14:05:12')
  })

  it('leaves the year out only of this one', () => {
    expect(dayInWords(new Date('2026-01-01T00:00:00+08:00'), now)).toBe('1月1日')
    expect(dayInWords(new Date('2025-12-31T23:59:00+08:00'), now)).toBe('2025年12月31日')
  })
})

it.each([
  [300, '1 秒'],
  [40_000, '40 秒'],
  [59_400, '60 秒'],
  [3 * 60_000, '3 分钟'],
  [67 * 60_000, '1 小时 07 分'],
  [2 * 3_600_000, '2 小时'],
  [72 * 3_600_000, '3 天'],
])('a stretch of %i ms is %s', (ms, words) => {
  expect(spanInWords(ms)).toBe(words)
})
