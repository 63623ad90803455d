import { expect, it } from 'vitest'
import { changeInWords } from './who-changes.ts'

it('says who would change', () => {
  expect(changeInWords({ gain: 12, lose: 3 }, '约 ')).toBe('约 12\u00a0人得到，约 3\u00a0人去掉')
  expect(changeInWords({ gain: 0, lose: 0 }, '')).toBe('没有人变')
})
