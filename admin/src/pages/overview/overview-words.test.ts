import { expect, it } from 'vitest'
import {
  flowLines,
  headline,
  type Line,
  leadLines,
  type Overview,
  orderLines,
  reactionLines,
  replyLines,
} from './overview-words.ts'

const names = [
  ...['entered', 'through', 'notThrough', 'smsSent', 'smsFailed', 'sent', 'skipped', 'emailSent'],
  ...[
    'emailOpened',
    'machineOpened',
    'clicked',
    'replied',
    'orders',
    'goals',
    'tasksMade',
    'tasksDone',
    'mql',
    'sql',
  ],
]
const none = { count: 0, sum: 0 }
const overview = (
  figures: Record<string, { now: object; before?: object }> = {},
  more: Partial<Overview> = {},
): Overview =>
  ({
    ...{ from: '2026-03-01', to: '2026-03-07', flows: [], replies: null, openHours: 0, stores: [] },
    ...{ targets: {}, sales: [] },
    ...more,
    figures: Object.fromEntries(
      names.map((name) => [
        name,
        { now: { ...none, ...figures[name]?.now }, before: { ...none, ...figures[name]?.before } },
      ]),
    ),
  }) as unknown as Overview
const values = (lines: Line[]) =>
  lines.map(({ label, value, change }) => `${label} ${value} ${change.text}`.replaceAll('\u00a0', ' '))

it('an installation without anything has no share of nothing', () => {
  const empty = overview()
  expect(values(flowLines(empty))).toEqual([
    '触发 0 人次 没变',
    '走完 – –',
    '没走完 0 人次 没变',
    '短信失败率 – –',
  ])
  expect(values(orderLines(empty))).toEqual(['订单 0 笔 没变', '营收 ¥0.00 没变', '客单价 – –', '转化率 – –'])
  expect(values(reactionLines(empty))[0]).toBe('邮件打开 – –')
  expect(replyLines(empty)).toEqual([])
  expect(headline(empty, 0)).toBe('这些天还没有数')
})

it('tells shares of what they are of, and whether they come to their target', () => {
  const data = overview(
    {
      entered: { now: { count: 50 } },
      goals: { now: { count: 3 } },
      through: { now: { count: 37 }, before: { count: 9 } },
      notThrough: { now: { count: 3 }, before: { count: 1 } },
      smsSent: { now: { count: 991 } },
      smsFailed: { now: { count: 9 } },
      orders: { now: { count: 3, sum: 100_000 }, before: { count: 2, sum: 40_000 } },
    },
    {
      targets: {
        smsFailures: { value: 1, better: 'below' },
        conversion: { value: 5, better: 'above' },
        averageOrderFen: { value: 40_000, better: 'above' },
      },
    },
  )
  expect(values(flowLines(data)).slice(1)).toEqual([
    '走完 92.5% +2.5 点',
    '没走完 3 人次 +200%',
    '短信失败率 0.9% –',
  ])
  expect(flowLines(data).map(({ target }) => target?.isMet)).toEqual([undefined, undefined, undefined, true])
  expect(values(orderLines(data))).toEqual([
    ...['订单 3 笔 +50%', '营收 ¥1,000.00 +150%', '客单价 ¥333.33 +¥133.33', '转化率 6.0% –'],
  ])
  expect(orderLines(data).map(({ target }) => target?.isMet)).toEqual([undefined, undefined, false, true])
  // More people who did not come through is no success.
  expect(flowLines(data)[2]?.change.is).toBe('worse')
})

it('leads are told once the settings say who is one', () => {
  const figures = { mql: { now: { count: 40 } }, sql: { now: { count: 10 } } }
  expect(leadLines(overview(figures, { hasLeads: false }))).toEqual([])
  expect(values(leadLines(overview(figures, { hasLeads: true })))).toEqual([
    'MQL 40 人次 之前没有',
    'MQL→SQL 25.0% –',
  ])
})

it('how salespeople answered has nobody behind it, and says until when', () => {
  const data = overview(
    {},
    {
      replies: { percent: 86.4, minutes: 6.2, until: '2026-03-06' },
      targets: { replyMinutes: { value: 10, better: 'below' } },
    },
  )
  expect(replyLines(data)).toMatchObject([
    { label: '导购回复', value: '86%', note: '企业微信统计，到 3月6日' },
    { label: '首次回复', value: '6 分', target: { text: '≤ 10 分', isMet: true } },
  ])
  expect(replyLines(data).some(({ figure }) => figure)).toBe(false)
})

it.each([
  [6, 2, '转化到了目标，2 个数在响预警'],
  [6, 0, '转化到了目标，没有预警'],
  [1, 0, '转化还没到目标，没有预警'],
])('says in one sentence how %d goals of 100 and %d alerts stand', (goals, alerts, words) => {
  const data = overview(
    { entered: { now: { count: 100 } }, goals: { now: { count: goals } } },
    { targets: { conversion: { value: 5, better: 'above' } } },
  )
  expect(headline(data, alerts)).toBe(words)
})

it('without a target the sentence goes by the money', () => {
  const sold = (now: number, before: number) =>
    overview({ orders: { now: { count: 1, sum: now }, before: { count: 1, sum: before } } })
  expect(headline(sold(200, 100), 0)).toBe('营收比之前多，没有预警')
  expect(headline(sold(100, 200), 1)).toBe('营收比之前少，1 个数在响预警')
})

it('of a 人群包 says in words what cannot be told, and shows no figure of it', () => {
  const untold = ['orders', 'tasksDone', 'tasksMade', 'sql']
  const told = overview({ entered: { now: { count: 8 } }, goals: { now: { count: 2 } } }, { hasLeads: true })
  const data = {
    ...told,
    figures: { ...told.figures, ...Object.fromEntries(untold.map((name) => [name, null])) },
  } as Overview
  const lines = [...flowLines(data), ...reactionLines(data), ...orderLines(data), ...leadLines(data)]
  const said = lines.filter(({ isUntold }) => isUntold)
  expect(said.map(({ label, value }) => `${label} ${value}`)).toEqual(
    ['做完的待办', '订单', '营收', '客单价', 'MQL→SQL'].map((label) => `${label} 不分人群包`),
  )
  expect(said.every(({ figure, target }) => figure === undefined && target === undefined)).toBe(true)
  expect(values(orderLines(data)).at(-1)).toMatch(/^转化率 25.0%/)
  expect(headline(data, 0).replaceAll('\u00a0', ' ')).toBe('8 人次触发')
})
