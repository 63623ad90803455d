import { describe, expect, it } from 'vitest'
import type { CampaignGoal } from '../../models/campaigns.ts'
import { costOf } from './cost.ts'
import { forecastOf } from './forecast.ts'
import { goalResult, reachedPercent } from './goal.ts'
import { nextLook } from './keep-figures.ts'
import { planSchema } from './plan.ts'
import { countedWindow, standingOf } from './standing.ts'

const at = (local: string) => new Date(`${local}+08:00`)
/** Ten days. */
const days = { from: '2026-12-01', to: '2026-12-10' }
const figures = {
  countedAt: at('2026-12-06T00:00:00'),
  ...{ people: 1_000, byFlow: 0, held: 0, buyers: 62, orders: 70, fen: 1_234_500 },
  ...{ rev: 1, smsSegments: 0, coupons: { redeemed: 0, fen: 0, unpriced: 0 }, days: [], flows: [] },
}
const plan = (goal?: CampaignGoal, flows = ['wake-up']) => ({ ...days, goal, flows })
const five: CampaignGoal = { kind: 'conversion', target: 5 }

describe('a goal is told in percent of its target', () => {
  it.each([
    ['5 % and 6.2 %', 6.2, 5, 124],
    ['just short of it, which is not 100', 99.99, 100, 99],
    ['exactly', 70, 70, 100],
    ['nothing yet', 0, 70, 0],
  ])('%s', (_, actual, target, percent) => expect(reachedPercent(actual, target)).toBe(percent))

  it.each<[CampaignGoal, string]>([
    [five, '目标 5%，到现在 6.2%，达成 124%'],
    [{ kind: 'orders', target: 100 }, '目标 100 笔，到现在 70 笔，达成 70%'],
    [{ kind: 'revenue', target: 1_000_000 }, '目标 ¥10,000.00，到现在 ¥12,345.00，达成 123%'],
  ])('%o', (goal, says) => expect(goalResult(plan(goal), 'running', figures).says).toBe(says))

  it.each<[string, ReturnType<typeof goalResult>, string]>([
    ['none written', goalResult(plan(), 'running', figures), '还没有写目标'],
    ['before its days', goalResult(plan(five), 'notStarted', figures), '目标 5%，还没开始'],
    [
      'nothing grouped',
      goalResult(plan(five, []), 'running', figures),
      '目标 5%，还没有归入流程或群发，没有人可算',
    ],
    ['not counted', goalResult(plan(five), 'running', null), '目标 5%，正在统计'],
    [
      'nobody entered',
      goalResult(plan(five), 'running', { ...figures, people: 0, buyers: 0 }),
      '目标 5%，还没有人进入，算不出转化率',
    ],
    [
      'nobody ever did',
      goalResult(plan(five), 'over', { ...figures, people: 0, buyers: 0 }),
      '目标 5%，没有人进入过，算不出转化率',
    ],
    [
      'friends nobody counted yet',
      goalResult(plan({ kind: 'friends', target: 9 }, []), 'running', figures),
      '目标 9 人，正在统计',
    ],
  ])('or in words where there is none: %s', (_, { says, percent, actual }, words) => {
    expect([says, percent, actual]).toEqual([words, null, null])
  })

  it.each<[number | undefined, string]>([
    [undefined, '没有写平时的数，看不出比平时好多少'],
    [4, '平时 4%，多 2.2 个百分点'],
    [7, '平时 7%，少 0.8 个百分点'],
    [6.2, '平时 6.2%，和平时一样'],
    [0, '平时 0%，多 6.2 个百分点'],
  ])('and against what it usually is: %s', (baseline, says) => {
    expect(goalResult(plan({ ...five, baseline }), 'running', figures).baselineSays).toBe(says)
  })
  it.each<[number, string]>([
    [50, '平时 50 笔，多 40%'],
    [0, '平时是 0，说不出多了几成'],
  ])('of a count: %s', (baseline, says) => {
    const goal: CampaignGoal = { kind: 'orders', target: 100, baseline }
    expect(goalResult(plan(goal), 'running', figures).baselineSays).toBe(says)
  })
})

describe('the forecast', () => {
  const orders: CampaignGoal = { kind: 'orders', target: 100 }
  const told = (goal: CampaignGoal | undefined, more: Partial<typeof figures> = {}, unsent: string[] = []) =>
    forecastOf(plan(goal), { ...figures, ...more }, unsent)

  it('goes on as so far per day to the last day', () => {
    // 70 in five of ten days.
    expect(told(orders)).toMatchObject({
      value: 140,
      percent: 140,
      says: '照现在的速度，到结束约 140 笔，约达成 140%',
    })
    // 70 in two and a half hours less than four days: 3.9 of 10.
    const early = told(orders, { countedAt: at('2026-12-04T21:36:00') })
    expect(early).toMatchObject({ value: Math.round((70 / 3.9) * 10) })
  })

  it('of a rate lets those who come by flows go on, and those of a 群发 not', () => {
    // 124 buyers in the end: of the same thousand, or of two thousand.
    expect(told(five)).toMatchObject({ valueText: '12.4%', percent: 248 })
    expect(told(five, { byFlow: 1_000 })).toMatchObject({ valueText: '6.2%', percent: 124 })
    expect(told(five, { people: 40, buyers: 40 })).toMatchObject({ value: 100 })
  })

  it('says how it was made, and what is not known yet', () => {
    expect(told(orders, {}, ['双12'])).toMatchObject({
      method: '按过去 5 天的平均每天，推到最后一天',
      unknown: ['群发「双12」还没发，没有算进去', '周末和节日与平时不同，没有单独算', '之后的退款会让数变小'],
    })
  })

  it.each<[string, ReturnType<typeof forecastOf>, string]>([
    ['without a goal', told(undefined), '写上目标，才有预计'],
    ['not counted', forecastOf(plan(orders), null, []), '统计出来之后才有预计'],
    ['before it begins', told(orders, { countedAt: at('2026-11-30T12:00:00') }), '还没开始，没有可以推算的'],
    ['too early', told(orders, { countedAt: at('2026-12-03T12:00:00') }), '才过了 2.5 天，满 3 天再预计'],
    ['over', told(orders, { countedAt: at('2026-12-11T00:00:00') }), '已经结束，看实际的数'],
    ['nobody entered', told(five, { people: 0, buyers: 0 }), '还没有人进入，没有可以推算的'],
    ['too few for a rate', told(five, { people: 29 }), '才 29 人进入，满 30 人再预计'],
    ['nothing grouped', forecastOf(plan(five, []), figures, []), '归入流程或群发之后才有预计'],
  ])('is none %s', (_, forecast, says) => expect(forecast).toEqual({ kind: 'none', says }))

  it('of a short campaign needs half of it', () => {
    const short = { from: '2026-12-01', to: '2026-12-02', goal: orders, flows: ['wake-up'] }
    const by = (countedAt: Date) => forecastOf(short, { ...figures, countedAt }, []).kind
    expect([by(at('2026-12-01T23:00:00')), by(at('2026-12-02T00:00:00'))]).toEqual(['none', 'forecast'])
  })
})

describe('what it cost', () => {
  const counted = { buyers: 4, smsSegments: 201, coupons: { redeemed: 3, fen: 3_000, unpriced: 0 } }
  const prices = { smsSegmentFen: 4.5, staffMinuteFen: 100 }

  it('is SMS, coupons, minutes and the rest, in whole fen, against the budget', () => {
    const cost = costOf({ budgetFen: 10_000, otherCostFen: 500, staffMinutes: 30 }, counted, prices)
    expect(cost.lines.map(({ fen }) => fen)).toEqual([905, 3_000, 3_000, 500])
    expect(cost).toMatchObject({
      totalFen: 7_405,
      percent: 75,
      isOver: false,
      perBuyerSays: '每位下单的人花 ¥18.52',
    })
    expect(cost.says).toBe('已花 ¥74.05，占预算 75%，还剩 ¥25.95')
  })

  it.each<[string, number | undefined, number | undefined, string, boolean]>([
    ['no budget', undefined, undefined, '已花 ¥39.05，没有写预算', false],
    ['a budget of nothing', 0, undefined, '已花 ¥39.05，预算是 0', true],
    ['too much', 3_000, undefined, '已花 ¥39.05，超出预算 ¥9.05', true],
    ['exactly', 3_905, undefined, '已花 ¥39.05，占预算 100%，还剩 ¥0.00', false],
  ])('is said: %s', (_, budgetFen, otherCostFen, says, isOver) => {
    expect(costOf({ budgetFen, otherCostFen }, counted, prices)).toMatchObject({ says, isOver })
  })

  it('that cannot be said is said in words and not counted', () => {
    const none = { buyers: 0, smsSegments: 0, coupons: { redeemed: 2, fen: 100, unpriced: 1 } }
    const cost = costOf({ budgetFen: 0 }, none, { smsSegmentFen: 5, staffMinuteFen: 50 })
    expect(cost.lines.map(({ says }) => says)).toEqual([
      '计费 0 条，每条 5 分',
      '核销 2 张；其中 1 张不知道面额，没算进',
      '没有写用了多少分钟，没算进',
      '没有写',
    ])
    expect(cost).toMatchObject({ totalFen: 100, perBuyerSays: '还没有人下单，算不出每人花费' })
    expect(costOf({ budgetFen: 0 }, null, prices).says).toBe('预算是 0，也没有花钱')
  })
})

describe('its days', () => {
  it.each([
    ['2026-11-30T23:59:59', 'notStarted'],
    ['2026-12-01T00:00:00', 'running'],
    ['2026-12-10T23:59:59', 'running'],
    ['2026-12-11T00:00:00', 'over'],
  ])('at %s: %s', (now, standing) => expect(standingOf(days, at(now))).toBe(standing))

  it('are counted from their start to now, and to their end', () => {
    const start = at('2026-12-01T00:00:00')
    expect(countedWindow(days, at('2026-11-01T00:00:00'))).toEqual({ from: start, to: start })
    expect(countedWindow(days, at('2026-12-02T03:00:00')).to).toEqual(at('2026-12-02T03:00:00'))
    expect(countedWindow(days, at('2027-01-01T00:00:00')).to).toEqual(at('2026-12-11T00:00:00'))
  })

  it('are counted each five minutes, less often where that takes long, each day afterwards, and at last no more', () => {
    const minutes = (now: string, tookMs: number) =>
      ((nextLook(days, at(now), tookMs)?.getTime() ?? Number.NaN) - at(now).getTime()) / 60_000
    expect(nextLook(days, at('2026-11-01T00:00:00'), 0)).toEqual(at('2026-12-01T00:00:00'))
    expect(minutes('2026-12-02T00:00:00', 10)).toBe(5)
    expect(minutes('2026-12-02T00:00:00', 60_000)).toBe(20)
    expect(minutes('2026-12-12T00:00:00', 0)).toBe(24 * 60)
    expect(nextLook(days, at('2027-03-11T00:00:00'), 0)).toBeNull()
  })
})

describe('a plan that cannot be is told at its field', () => {
  const fine = { name: '双12', from: '2026-12-01', to: '2026-12-12' }
  it.each<[string, object, string]>([
    ['name', { name: ' ' }, '写上活动名称'],
    ['to', { to: '2026-11-30' }, '结束日不能早于开始日'],
    ['to', { to: '2027-12-02' }, '一个活动最长 366 天'],
    ['from', { from: '2026-02-30' }, '写成 2026-12-01'],
    ['goal.target', { goal: { kind: 'conversion', target: 0 } }, '目标要大于 0'],
    ['goal.target', { goal: { kind: 'conversion', target: 101 } }, '转化率不超过 100%'],
    ['goal.target', { goal: { kind: 'conversion', target: 5.123 } }, '转化率最多两位小数'],
    ['goal.target', { goal: { kind: 'orders', target: 1.5 } }, '写整数'],
    ['goal.baseline', { goal: { kind: 'orders', target: 1, baseline: -1 } }, '平时的数不能是负数'],
    ['budgetFen', { budgetFen: -1 }, '预算不能是负数'],
  ])('%s: %o', (path, more, message) => {
    const read = planSchema.safeParse({ ...fine, ...more })
    expect(read.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
      [path, message],
    ])
  })
})
