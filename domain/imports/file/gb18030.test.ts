import { expect, it } from 'vitest'
import { gb18030 } from './gb18030.ts'

it('what is written is read as what it was: usual, rare and newer characters', () => {
  const text = 'a1,韩梅梅€㐀龥囧鎶é가😀𠮷\r\n'
  expect(new TextDecoder('gb18030', { fatal: true }).decode(gb18030(text))).toBe(text)
})
