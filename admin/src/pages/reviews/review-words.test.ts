import { expect, it } from 'vitest'
import { titleOf } from './review-words.ts'

it('says what kind of thing it is', () => {
  expect(titleOf({ title: '回归礼', keys: ['batch:gift'] })).toBe('优惠券「回归礼」')
})
