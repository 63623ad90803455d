import { expect, it } from 'vitest'
import { readyWords } from './ready-words.ts'
import type { TaskFacts } from './task-facts.ts'

const now = new Date('2026-12-03T06:00:00Z')
const zone = 'Asia/Shanghai'
const nobody = { viewed: [], read: [], orderCount: 0, tags: [] }
const textsOf = (facts: TaskFacts) => readyWords(facts, now, zone).map(({ text }) => text)

it('are made from what is known, the coupon that ends first before all', () => {
  const coupon = { name: '满 200 减 50', code: 'K', validUntil: new Date('2026-12-16T06:00:00Z') }
  const facts = { ...nobody, nickname: '晓彤', coupon, viewed: ['玫瑰精华水'], orderCount: 2 }
  expect(textsOf(facts)).toEqual([
    '晓彤，您有一张「满 200 减 50」还剩 13 天，要不要我帮您看看怎么用合适？',
    '晓彤，看到您在看玫瑰精华水，有哪里想问的，直接发我就行。',
  ])
  const far = { ...coupon, validUntil: new Date('2027-02-01T06:00:00Z') }
  expect(textsOf({ ...nobody, coupon: far })[0]).toContain('2月1日前都能用')
})

it('of somebody nothing is known of say who we are; of a buyer nothing is known of there are none', () => {
  expect(textsOf(nobody)).toEqual(['您好，我是您的专属顾问，想了解哪一款，告诉我就好。'])
  expect(textsOf({ ...nobody, orderCount: 3 })).toEqual([])
  const lastOrder = { at: now, product: '面霜' }
  expect(textsOf({ ...nobody, orderCount: 3, lastOrder })[0]).toContain('上次买的面霜')
})
