import { expect, it } from 'vitest'
import { actionName, detailsOf } from './action-words.ts'

it('says the reason first, and everything else as it is', () => {
  expect(detailsOf({ publication: 7, reason: '短信失败率偏高', none: null, keys: ['a'] })).toBe(
    '短信失败率偏高 · publication: 7 · keys: ["a"]',
  )
})

it('names what it knows', () => {
  expect([actionName('marketing.held'), actionName('new.thing')]).toEqual(['全部暂停营销', 'new.thing'])
})
