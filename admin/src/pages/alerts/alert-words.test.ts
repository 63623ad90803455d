import { expect, it } from 'vitest'
import { leftText, shareText, stepText, titleOf, watchedText } from './alert-words.ts'

const minute = 60_000

it.each([
  [82 * minute, '还剩 1 小时 22 分'],
  [120 * minute, '还剩 2 小时'],
  [59_000, '还剩 0 分'],
  [-12 * minute, '超了 12 分'],
  [-60 * minute, '超了 1 小时'],
])('%d ms of working time are told as %s', (ms, words) => {
  expect(leftText(ms)).toBe(words)
})

it('says what crossed which threshold, and of nothing that nothing goes out', () => {
  expect(titleOf({ name: '短信失败率', bad: 'above', percent: 5 })).toBe('短信失败率超过 5%')
  expect(titleOf({ name: '邮件打开率', bad: 'below', percent: 10 })).toBe('邮件打开率低于 10%')
  expect(shareText({ part: 20, whole: 324 })).toBe('6.2%，324\u00a0条里 20\u00a0条')
  expect(shareText({ part: 0, whole: 0 })).toBe('现在没有在发')
  const opens = { name: '邮件打开率', bad: 'below', percent: 10, least: 100, windowHours: 24 } as const
  expect(watchedText(opens)).toBe('邮件打开率低于 10% 响，看最近 1 天，满 100\u00a0条才算')
})

it('tells its course in words', () => {
  const step = { at: '', by: '周敏', words: null, share: null }
  const of = { name: '短信失败率' }
  expect(stepText({ ...step, what: 'rang', share: { part: 6, whole: 100 } }, of)).toBe(
    '短信失败率 6.0%，预警响起',
  )
  expect(stepText({ ...step, what: 'told' }, of)).toBe('没有能用企业微信告知的人')
  expect(stepText({ ...step, what: 'passed', words: '陈静' }, of)).toBe('周敏转给 陈静')
})
