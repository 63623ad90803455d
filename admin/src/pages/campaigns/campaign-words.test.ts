import { describe, expect, it } from 'vitest'
import { barOf, formOf, type Plan, planIn } from './campaign-words.ts'

const plan: Plan = {
  ...{
    name: '双12',
    audience: '会员',
    goalNote: '',
    channels: ['sms'],
    from: '2026-12-01',
    to: '2026-12-12',
  },
  ...{ owner: '周敏', keyActions: '', expected: '', flows: ['wake-up'] },
}

describe('a plan that is written on the page', () => {
  it.each<[string, Partial<Plan>]>([
    ['without goal and money', {}],
    ['with a rate', { goal: { kind: 'conversion', target: 5.25, baseline: 4 } }],
    [
      'with money to the fen',
      { goal: { kind: 'revenue', target: 999_990 }, budgetFen: 1_999, otherCostFen: 0 },
    ],
    ['with minutes', { staffMinutes: 90 }],
  ])('%s is what it was when nobody changed it', (_, more) => {
    expect(planIn(formOf({ ...plan, ...more }, ''))).toEqual({ plan: { ...plan, ...more } })
  })

  it('says at which field it says nothing', () => {
    const form = { ...formOf(null, '周敏'), kind: 'orders' as const, budget: '很多' }
    expect(planIn(form)).toEqual({
      places: {
        'plan.goal.target': '写上目标是多少',
        'plan.from': '选开始日和结束日',
        'plan.budgetFen': '写数字',
      },
    })
  })
})

it.each([
  [null, 0, 100],
  [50, 50, 100],
  [100, 100, 100],
  [200, 100, 50],
])('the bar of %s%% is filled to %s, its target at %s', (percent, filled, target) => {
  expect(barOf(percent)).toEqual({ filled, target })
})
