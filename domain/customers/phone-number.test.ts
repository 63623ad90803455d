import { describe, expect, it } from 'vitest'
import { maskPhone } from './masked.ts'
import { normalisePhone } from './phone-number.ts'

describe('phone numbers', () => {
  it.each([
    '13800000000',
    '+8613800000000',
    '8613800000000',
    '008613800000000',
    '+86 138-0000-0000',
    ' (86) 138 0000 0000 ',
    '１３８００００００００',
    '\u202d138 0000 0000\u202c',
    '\u200e+86 138\u201100000000\u200e',
    '\u2068＋86（138）0000－0000\u2069',
    '138\u200b0000\u3000 0000\ufeff',
    '138\u20140000\u22120000',
  ])('%s is the mainland number +8613800000000', (typed) => {
    expect(normalisePhone(typed)).toBe('+8613800000000')
  })

  it('keeps a number from abroad that names its country', () => {
    expect(normalisePhone('+852 9123 4567')).toBe('+85291234567')
    expect(normalisePhone('00447911123456')).toBe('+447911123456')
  })

  it.each([
    '',
    '12345',
    '1380000000',
    '138000000000',
    '12800000000',
    '+8612345',
    '+86 010 8888 8888',
    'abc',
    '+',
    '138000x0000',
    '\u202d\u202c',
    '138\u20680000',
  ])('refuses %j', (typed) => {
    expect(() => normalisePhone(typed)).toThrow(expect.objectContaining({ code: 'identity.malformed' }))
  })

  it('does not repeat a refused number in the refusal', () => {
    try {
      normalisePhone('1380000000')
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('1380000000')
    }
    expect.assertions(1)
  })

  it('are shown as 138****0000 in lists', () => {
    expect(maskPhone('+8613812340000')).toBe('138****0000')
    expect(maskPhone('+85291234567')).toBe('****4567')
  })
})
