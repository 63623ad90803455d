import { expect, it } from 'vitest'
import { countChange, judge, metWords, moneyChange, pointChange } from './changes.ts'

it.each([
  [114, 100, '+14%', 'better'],
  [96, 100, '−4%', 'worse'],
  [100, 100, '没变', 'same'],
  [3, 0, '之前没有', 'same'],
  [0, 0, '没变', 'same'],
])('%d after %d is %s, %s', (now, before, text, is) => {
  expect(countChange(now, before)).toEqual({ text, is })
})

it('more of what is to be little is worse', () => {
  expect(countChange(114, 100, 'below')).toEqual({ text: '+14%', is: 'worse' })
  expect(pointChange(0.9, 1, 'below')).toEqual({ text: '−0.1 点', is: 'better' })
})

it('shares change by points, and of nothing not at all', () => {
  expect(pointChange(92.5, 91.3)).toEqual({ text: '+1.2 点', is: 'better' })
  expect(pointChange(null, 3)).toEqual({ text: '–', is: 'same' })
})

it('money changes by money', () => {
  expect(moneyChange(28_600, 27_660)).toEqual({ text: '+¥9.40', is: 'better' })
  expect(moneyChange(null, 27_660)).toEqual({ text: '–', is: 'same' })
})

it.each([
  [24.1, { value: 20, better: 'above' }, '≥ 20%', true, '达标'],
  [19.9, { value: 20, better: 'above' }, '≥ 20%', false, '没到'],
  [20, { value: 20, better: 'above' }, '≥ 20%', true, '达标'],
  [1, { value: 1, better: 'below' }, '≤ 1%', true, '达标'],
  [1.1, { value: 1, better: 'below' }, '≤ 1%', false, '超了'],
  // Of nothing there is nothing to judge.
  [null, { value: 1, better: 'below' }, '≤ 1%', null, ''],
] as const)('%s against %o is %s, %s', (value, target, text, isMet, words) => {
  const judged = judge(value, target, 'percent')
  expect(judged).toEqual({ text, isMet })
  expect(judged && metWords(judged)).toBe(words)
})

it('without a target nothing is judged', () => {
  expect(judge(3, undefined, 'percent')).toBeUndefined()
})
