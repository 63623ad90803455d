import { expect, it } from 'vitest'
import { linesOf, titleOf } from './review-words.ts'

it('says what kind of thing it is', () => {
  expect(titleOf({ title: '回归礼', keys: ['batch:gift'] })).toBe('优惠券「回归礼」')
})

it('tells added from removed, without places', () => {
  expect(linesOf(['@@ -1,2 +1,2 @@', ' batch: gift', '-amountFen: 4000', '+amountFen: 9900'])).toEqual([
    { text: 'batch: gift', kind: 'same' },
    { text: 'amountFen: 4000', kind: 'removed' },
    { text: 'amountFen: 9900', kind: 'added' },
  ])
})
