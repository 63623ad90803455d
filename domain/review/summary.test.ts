import { describe, expect, it } from 'vitest'
import { type Facts, summaryOf, told } from './summary.ts'

const nothing = Object.fromEntries(told.map((name) => [name, { count: 0, sum: 0 }])) as Facts['totals']
const spent = { lines: [], totalFen: 0, says: '触达花了 ¥0.00', eachSays: '没有触达过的订单，算不出每单花费' }
const facts = (more: Partial<Facts> = {}): Facts => ({
  ...{ period: { from: '2026-12-01', to: '2026-12-07' }, standing: 'over', flows: 0, totals: nothing },
  ...{ before: nothing, goal: null, spent, alerts: [], tests: [] },
  ...more,
})
const totals = (counts: Partial<Record<keyof Facts['totals'], [count: number, sum?: number]>>) => ({
  ...nothing,
  ...Object.fromEntries(Object.entries(counts).map(([name, [count, sum = 0]]) => [name, { count, sum }])),
})

describe('what a summary says', () => {
  it('tells what happened, and how it compares with as many days before', () => {
    const says = summaryOf(
      facts({
        flows: 2,
        totals: totals({
          ...{ entered: [150], sent: [400], emailOpened: [20], clicked: [12], smsSent: [98], smsFailed: [2] },
          ...{ orders: [3, 30_000], goals: [5] },
        }),
        before: totals({ entered: [100], orders: [2, 60_000] }),
        alerts: [
          { title: '短信失败率超过 5%', cause: '号码', closedAt: new Date(0), ended: '用了 1 小时 5 分' },
        ],
        tests: [{ name: '唤醒：发和不发', says: '还看不出。' }],
      }),
    )
    expect(says).toEqual([
      '12月1日–12月7日有 150 人次进入 2 个流程，发出 400 条消息，进入的人次比前 7 天多 50%。',
      '打开邮件 20 次、点击 12 次；100 条短信里 2 条没送到（2.0%）。',
      '3 笔订单、¥300.00（退款已扣），金额比前 7 天少 50%，5 人次达到流程的目标。',
      '触达花了 ¥0.00，没有触达过的订单，算不出每单花费。',
      '响过一次预警「短信失败率超过 5%」，原因是号码，用了 1 小时 5 分；测试「唤醒：发和不发」：还看不出。',
    ])
  })

  it('has words for days on which nothing happened', () => {
    const says = summaryOf(facts())
    expect(says[0]).toBe('12月1日–12月7日没有人进入流程，也没有发出消息。')
    expect(says[2]).toBe('没有订单，也没有人达到流程的目标。')
    expect(says[4]).toBe('没有响过预警；这些流程没有 A/B 测试。')
  })

  it('makes no share of a handful of people', () => {
    const [, reactions] = summaryOf(facts({ totals: totals({ smsSent: [1], smsFailed: [1] }) }))
    expect(reactions).toBe('没有打开、点击和回复；2 条短信里 1 条没送到。')
  })

  it('says of days ahead that they are ahead', () => {
    const says = summaryOf(facts({ standing: 'notStarted' }))
    expect(says[0]).toBe('12月1日–12月7日还没到，到那天才开始有数。')
    const campaign = summaryOf(
      facts({ standing: 'notStarted', goal: { says: '目标 5%，还没开始', baselineSays: null } }),
    )
    expect(campaign[1]).toBe('目标 5%，还没开始。')
  })

  it('says three to five sentences and never a number that is none, whatever the figures are', () => {
    for (const standing of ['notStarted', 'running', 'over'] as const) {
      for (const goal of [null, { says: '还没有写目标', baselineSays: null }]) {
        for (const before of [null, nothing, totals({ entered: [1], orders: [0, 0] })]) {
          for (const some of [nothing, totals({ entered: [1], orders: [1, 0], smsFailed: [1] })]) {
            const says = summaryOf(facts({ standing, goal, before, totals: some }))
            expect(says.length).toBeGreaterThanOrEqual(3)
            expect(says.length).toBeLessThanOrEqual(5)
            expect(says.join('')).not.toMatch(/NaN|Infinity|undefined|null/)
            expect(says.every((one) => one.endsWith('。'))).toBe(true)
          }
        }
      }
    }
  })
})
