import { expect, it } from 'vitest'
import { figure, money, rate } from './numbers.ts'

it('number and unit never part, and % stands close', () => {
  expect(figure(1_204, '人')).toBe('1,204\u00a0人')
  expect(figure(30, '%')).toBe('30%')
  expect(figure(0)).toBe('0')
})

it('money has two places', () => {
  expect(money(9_990)).toBe('¥99.90')
  expect(money(123_456_700)).toBe('¥1,234,567.00')
})

it('a rate of nobody does not apply', () => {
  expect(rate(163, 1_406)).toBe('11.6%')
  expect(rate(0, 0)).toBe('–')
})
