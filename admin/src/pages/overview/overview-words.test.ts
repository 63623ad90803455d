import { expect, it } from 'vitest'
import {
  countChange,
  flowLines,
  type Overview,
  orderLines,
  pointChange,
  reactionLines,
  repliesText,
} from './overview-words.ts'

const names = [
  ...[
    'entered',
    'through',
    'notThrough',
    'smsSent',
    'smsFailed',
    'sent',
    'skipped',
    'emailSent',
    'emailOpened',
  ],
  ...['machineOpened', 'clicked', 'replied', 'orders', 'goals', 'tasksMade', 'tasksDone'],
]
const none = { count: 0, sum: 0 }
const overview = (figures: Record<string, { now: object; before?: object }> = {}): Overview =>
  ({
    ...{ from: '2026-03-01', to: '2026-03-07', flows: [], replies: null, openHours: 0, stores: [] },
    figures: Object.fromEntries(
      names.map((name) => [
        name,
        { now: { ...none, ...figures[name]?.now }, before: { ...none, ...figures[name]?.before } },
      ]),
    ),
  }) as unknown as Overview
const values = (lines: { label: string; value: string; change: string }[]) =>
  lines.map(({ label, value, change }) => `${label} ${value} ${change}`.replaceAll('\u00a0', ' '))

it.each([
  [114, 100, '+14%'],
  [96, 100, '−4%'],
  [100, 100, '没变'],
  [3, 0, '之前没有'],
  [0, 0, '没变'],
])('%d after %d is %s', (now, before, words) => {
  expect(countChange(now, before)).toBe(words)
})

it('shares change by points, and of nothing not at all', () => {
  expect(pointChange(92.5, 91.3)).toBe('+1.2 点')
  expect(pointChange(0.9, 1)).toBe('−0.1 点')
  expect(pointChange(null, 3)).toBe('–')
})

it('an installation without anything has no share of nothing', () => {
  const empty = overview()
  expect(values(flowLines(empty))).toEqual([
    '触发 0 人次 没变',
    '走完 – –',
    '没走完 0 人次 没变',
    '短信失败率 – –',
  ])
  expect(values(orderLines(empty))).toEqual([
    '订单 0 笔 没变',
    '营收 ¥0.00 没变',
    '客单价 – 之前 –',
    '达成目标 0 人次 没变',
  ])
  expect(values(reactionLines(empty))[0]).toBe('邮件打开 – –')
  expect(repliesText(empty)).toContain('还没有')
})

it('tells shares of what they are of', () => {
  const data = overview({
    through: { now: { count: 37 }, before: { count: 9 } },
    notThrough: { now: { count: 3 }, before: { count: 1 } },
    smsSent: { now: { count: 991 } },
    smsFailed: { now: { count: 9 } },
    orders: { now: { count: 3, sum: 100_000 }, before: { count: 2, sum: 40_000 } },
  })
  expect(values(flowLines(data)).slice(1)).toEqual([
    '走完 92.5% +2.5 点',
    '没走完 3 人次 +200%',
    '短信失败率 0.9% –',
  ])
  expect(values(orderLines(data))).toEqual([
    ...['订单 3 笔 +50%', '营收 ¥1,000.00 +150%', '客单价 ¥333.33 之前 ¥200.00', '达成目标 0 人次 没变'],
  ])
})
