import { describe, expect, it } from 'vitest'
import type { CampaignPlan } from '../../models/campaigns.ts'
import type { Lesson } from '../../models/lessons.ts'
import { planSchema } from '../campaigns/plan.ts'
import { nameOfNext, nextAfter, nextRound } from './next-round.ts'

const plan: CampaignPlan = {
  ...{ name: '双12', audience: '老会员', goalNote: '到店也算', channels: ['sms', 'wecom'], owner: '赵敏' },
  ...{
    from: '2026-12-01',
    to: '2026-12-12',
    keyActions: '发券',
    expected: '多卖',
    flows: ['wake-up', 'sale'],
  },
  ...{ goal: { kind: 'conversion', target: 5, baseline: 4 }, budgetFen: 100_000 },
}
const lesson = (next: string): Lesson => ({
  ...{ _id: next, rev: 1, saw: '…', next, flows: ['wake-up'], by: '赵敏' },
  ...{ at: new Date(0), createdAt: new Date(0) },
})
const round = { plan, reached: 6.19847, spentFen: 83_210, flows: ['wake-up'] }

describe('the plan of the next round', () => {
  it('is for the same people, right after and as long, from what was reached, by what it cost and was learnt', () => {
    const next = nextRound(round, [lesson('早上 10 点发'), lesson('先清掉坏号')])
    expect(next).toEqual({
      ...{
        name: '双12 第二轮',
        audience: '老会员',
        goalNote: '到店也算',
        channels: ['sms', 'wecom'],
        owner: '赵敏',
      },
      ...{ from: '2026-12-13', to: '2026-12-24', expected: '', flows: ['wake-up'], budgetFen: 83_210 },
      goal: { kind: 'conversion', target: 5, baseline: 6.2 },
      keyActions: '1. 早上 10 点发\n2. 先清掉坏号',
    })
    expect(planSchema.safeParse(next).success).toBe(true)
  })

  it('keeps what was usual, and the budget, where nothing was reached or spent that can be said', () => {
    const next = nextRound({ ...round, reached: null, spentFen: 0 }, [])
    expect([next.goal?.baseline, next.budgetFen, next.keyActions]).toEqual([4, 100_000, ''])
    const { goal, budgetFen, ...bare } = plan
    const without = nextRound({ ...round, plan: bare, reached: null, spentFen: null }, [])
    expect([without.goal, without.budgetFen]).toEqual([undefined, undefined])
  })

  it('counts rounds on, and stays as short as a name may be', () => {
    expect(nameOfNext('双12 第二轮')).toBe('双12 第三轮')
    expect(nameOfNext('双12第十轮')).toBe('双12 第11轮')
    expect(nameOfNext('双12 第11轮')).toBe('双12 第12轮')
    expect(nameOfNext('长'.repeat(60))).toHaveLength(60)
  })

  it('has no more of what was learnt than a plan takes', () => {
    const many = Array.from({ length: 9 }, (_, n) => lesson(`${n}`.repeat(400)))
    expect(planSchema.safeParse(nextRound(round, many)).success).toBe(true)
  })

  it('after days without a campaign knows the days and the actions', () => {
    const next = nextAfter({ from: '2026-12-31', to: '2026-12-31' }, [lesson('早点发')], '赵敏')
    expect(next).toMatchObject({
      name: '下一轮',
      from: '2027-01-01',
      to: '2027-01-01',
      keyActions: '1. 早点发',
      flows: ['wake-up'],
    })
  })
})
