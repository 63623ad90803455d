import { expect, it } from 'vitest'
import { detailOf, kindOf, percentOf, shareOf, withDetail, withKind } from './rule-fields.ts'

const rule = { preferenceRule: 'x', tag: '关注促销', evidence: 'promotionClicks' }

it('goes by something else, with the usual tag of that where it had the usual one', () => {
  const byCategory = withKind(rule, 'categories')
  expect([kindOf(rule), kindOf(byCategory), byCategory.tag]).toEqual([
    'promotionClicks',
    'categories',
    '偏好{类目}',
  ])
  expect(withKind({ ...rule, tag: '爱凑热闹' }, 'discountedOrders').tag).toBe('爱凑热闹')
  expect(kindOf({ evidence: { other: {} } })).toBeNull()
})

it('reads and writes a figure of its evidence and leaves the others', () => {
  const byCategory = withKind(rule, 'categories')
  expect(detailOf(byCategory, 'weights.cart')).toBe(3)
  const evidence = withDetail(byCategory, 'weights.cart', 4)
  expect(evidence).toEqual({
    categories: { weights: { view: 1, cart: 4, order: 5 }, halfLifeDays: 30, minScore: 5, atMost: 2 },
  })
  expect(detailOf(rule, 'minDays')).toBeNull()
})

it('shares are percent to people', () => {
  expect([percentOf(0.35), shareOf(35), percentOf(null)]).toEqual([35, 0.35, null])
})
