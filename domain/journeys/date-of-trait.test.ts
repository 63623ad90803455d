import { describe, expect, it } from 'vitest'
import { dateOfTrait } from './date-of-trait.ts'

describe('dateOfTrait', () => {
  it('reads a bare day as its beginning in the customer zone', () => {
    expect(dateOfTrait('2026-03-05', 'Asia/Shanghai')).toEqual(new Date('2026-03-05T00:00:00+08:00'))
  })
  it('is null for what is no date', () => {
    expect(dateOfTrait('soon', 'Asia/Shanghai')).toBeNull()
    expect(dateOfTrait(5, 'Asia/Shanghai')).toBeNull()
    expect(dateOfTrait(undefined, 'Asia/Shanghai')).toBeNull()
  })
})
