import { expect, it } from 'vitest'
import { titleOf, toldText, withoutLeadText } from './report-words.ts'

it('a report is called by the days it tells of', () => {
  expect(titleOf({ kind: 'daily', from: '2026-12-01', to: '2026-12-01' })).toBe('日报 12月1日')
  expect(titleOf({ kind: 'weekly', from: '2026-11-23', to: '2026-11-29' })).toBe('周报 11月23日–11月29日')
})

it.each([
  ['making', null, '正在发'],
  ['through', { sent: 12, not: 0 }, '发到 12 人'],
  ['through', { sent: 12, not: 1 }, '发到 12 人，1 人没发到'],
  ['through', { sent: 0, not: 2 }, '没有人收到，2 人没发到'],
  ['through', { sent: 0, not: 0 }, '没有人要收'],
  // A 店长 is not told of the others.
  ['through', null, '发完了'],
] as const)('%s, %o is %s', (state, told, words) => {
  expect(toldText({ state, told }).replaceAll('\u00a0', ' ')).toBe(words)
})

it('names the 门店 nobody is told of, of many the first', () => {
  expect(withoutLeadText([])).toBeNull()
  expect(withoutLeadText(['A店'])).toBe('A店没有收得到日报的店长，到「门店」里写上')
  expect(withoutLeadText(['A店', 'B店', 'C店', 'D店'])).toContain('A店、B店、C店等 4 家门店')
})
