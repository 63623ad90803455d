import { expect, it } from 'vitest'
import { faultOf, fenIn, linesOf, worthOf } from './begin-refund.ts'

const lines = [
  { skuId: 'mask', name: '面膜', quantity: 3, returned: 0, worthFen: [3_166, 3_167, 3_167] },
  { skuId: 'oil', name: '精油', quantity: 1, returned: 1, worthFen: [] },
]

it('adds up what pieces are worth, to the fen', () => {
  expect(worthOf(lines, { mask: 1 })).toBe(3_166)
  expect(worthOf(lines, { mask: 3, oil: 1 })).toBe(9_500)
  expect(linesOf({ mask: 2, oil: 0 })).toEqual([{ skuId: 'mask', quantity: 2 }])
})

it('reads an amount without ever making a fraction of it', () => {
  expect(['12', '12.5', '0.07', '29.99'].map(fenIn)).toEqual([1_200, 1_250, 7, 2_999])
  expect(['', '-1', '1.234', '1e3', '１'].map(fenIn)).toEqual([null, null, null, null, null])
})

it('says what speaks against it', () => {
  expect(faultOf(null, 100, '少发')).toContain('12.50')
  expect(faultOf(0, 100, '少发')).toContain('选要退的')
  expect(faultOf(101, 100, '少发')).toBe('比还能退的多')
  expect(faultOf(100, 100, ' ')).toContain('为什么')
  expect(faultOf(100, 100, '少发')).toBeNull()
})
