import { expect, it } from 'vitest'
import { calendarSchema } from '../../../../domain/language/calendar.ts'
import { freeName, readYear, withYear, yearsIn } from './holidays.ts'

const holidays = {
  2026: { off: { 元旦: '01-01..01-03', 清明节: '04-05' }, work: ['01-04'] },
}

it('a year is read in whole days, and written as the language has it', () => {
  const year = readYear(holidays, 2026)
  expect(year).toEqual({
    off: [
      { name: '元旦', from: '2026-01-01', to: '2026-01-03' },
      { name: '清明节', from: '2026-04-05', to: '2026-04-05' },
    ],
    work: ['2026-01-04'],
  })
  expect(withYear(holidays, 2026, year)).toEqual(holidays)
  expect([readYear(holidays, 2027), yearsIn(holidays)]).toEqual([null, [2026]])
})

it('what was written is what the calendar says', () => {
  const next = withYear(holidays, 2027, {
    off: [{ name: '春节', from: '2027-02-05', to: '2027-02-11' }],
    work: ['2027-02-14'],
  })
  const read = calendarSchema.parse({ calendar: 'china', name: '日历', holidays: next })
  expect(read.holidays[2027]).toEqual({
    off: [{ name: '春节', from: '2027-02-05', to: '2027-02-11' }],
    work: ['2027-02-14'],
  })
  expect(withYear(holidays, 2026, null)).toBeUndefined()
})

it('a name that is taken gets a number', () => {
  expect(freeName('新的假期', [])).toBe('新的假期')
  expect(freeName('新的假期', ['新的假期', '新的假期 2'])).toBe('新的假期 3')
})
