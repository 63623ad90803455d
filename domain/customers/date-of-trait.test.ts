import { describe, expect, it } from 'vitest'
import { anniversaryOfTrait, dateOfTrait } from './date-of-trait.ts'

const zone = 'Asia/Shanghai'
const day = new Date('2026-03-05T00:00:00+08:00')

describe('a trait', () => {
  it.each(['2026-03-05', '2026/3/5', '2026年3月5日', '20260305', ' 2026-03-05 '])(
    'written %s is that day’s beginning in the customer’s zone',
    (text) => {
      expect(dateOfTrait(text, zone)).toEqual(day)
      expect(anniversaryOfTrait(text, zone)).toEqual(day)
    },
  )

  it('may hold a time, and a date is what it is', () => {
    expect(dateOfTrait('2026-03-05T10:00:00Z', zone)).toEqual(new Date('2026-03-05T10:00:00Z'))
    expect(dateOfTrait(day, zone)).toEqual(day)
  })

  it.each([
    'soon',
    '2026-02-30',
    '2026',
    '2026-05',
    '10:00',
    '20',
    'T10',
    '0520',
    '13-45',
    '',
    5,
    true,
    undefined,
  ])('%j is no date, neither of one year nor of every', (value) => {
    expect(dateOfTrait(value, zone)).toBeNull()
    expect(anniversaryOfTrait(value, zone)).toBeNull()
  })

  it.each(['05-20', '5-20', '--05-20', '5月20日', '5/20'])(
    '%s is month and day, a date only where the year does not matter',
    (text) => {
      expect(dateOfTrait(text, zone)).toBeNull()
      expect(anniversaryOfTrait(text, zone)).toEqual(new Date('2000-05-20T00:00:00+08:00'))
    },
  )
})
