import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDefinitions } from '../language/load.ts'
import { createCalendar } from './calendar.ts'

const calendarOf = (text: string, version?: string) => {
  const { definitions, faults } = readDefinitions(
    [{ file: 'c.yaml', text }],
    new Date('2026-06-01T00:00:00Z'),
  )
  expect(faults).toEqual([])
  return createCalendar(definitions.calendars.map((definition) => ({ definition, version })))
}
const china = calendarOf(readFileSync('templates/calendar/china.yaml', 'utf8'))

describe('festivals', () => {
  // As printed in the almanacs of these years; 2033 is the year whose leap month many tables get wrong.
  it.each([
    ['春节', ['2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13', '2030-02-03', '2034-02-19']],
    ['除夕', ['2026-02-16', '2027-02-05', '2028-01-25', '2034-02-18']],
    ['中秋节', ['2026-09-25', '2027-09-15', '2028-10-03', '2033-09-08', '2034-09-27']],
    ['端午节', ['2026-06-19', '2027-06-09', '2028-05-28']],
    ['清明节', ['2026-04-05', '2027-04-05', '2028-04-04']],
    ['国庆节', ['2026-10-01', '2035-10-01']],
  ])('%s comes when it comes', (name, days) => {
    for (const day of days) {
      expect(china.festivalOn(day)).toContain(name)
      expect(china.nextFestival(name, `${day.slice(0, 4)}-01-01`)?.day).toBe(day)
    }
  })

  it('are found from a day on, that day included, and after the last of a year in the next', () => {
    expect(china.nextFestival('中秋节', '2026-09-25')?.day).toBe('2026-09-25')
    expect(china.nextFestival('中秋节', '2026-09-26')?.day).toBe('2027-09-15')
    expect(china.nextFestival('中秋', '2026-09-26')).toBeNull()
  })

  it('may be the company’s own, once or every year, also on a leap day', () => {
    const own = calendarOf(
      'calendar: own\nname: 自己\nfestivals: { 冬至: { term: 冬至 } }\ncompanyDays: { 店庆: 02-29, 开业: 2026-05-20 }\n',
    )
    expect(own.nextFestival('店庆', '2026-01-01')?.day).toBe('2028-02-29')
    expect(own.nextFestival('开业', '2026-01-01')?.day).toBe('2026-05-20')
    expect(own.nextFestival('开业', '2026-05-21')).toBeNull()
    // The terms of a year begin in the one before.
    expect(own.nextFestival('冬至', '2026-01-01')?.day).toBe('2026-12-22')
    expect(own.festivalOn('2026-05-20')).toEqual(['开业'])
  })
})

it('knows the holidays of 2026 and the weekends worked for them; other years go by the weekday', () => {
  expect(china.isWorkingDay('2026-02-14')).toBe(true)
  expect(china.isWorkingDay('2026-02-16')).toBe(false)
  expect(china.isWorkingDay('2026-02-24')).toBe(true)
  expect(china.officialOn('2026-10-07')).toBe('off')
  expect(china.officialOn('2026-10-10')).toBe('work')
  expect(china.officialOn('2026-10-08')).toBeNull()
  expect(china.isWorkingDay('2026-06-13')).toBe(false)
  expect(china.isWorkingDay('2027-10-01')).toBe(true)
})

it('names the silent day and the calendar that says so', () => {
  const own = calendarOf('calendar: own\nname: 自己\nsilentDays: { 国家公祭日: 12-13 }\n', 'own@2')
  expect(own.silentOn('2026-12-13')).toEqual({ name: '国家公祭日', calendar: 'own@2' })
  expect(own.silentOn('2026-12-14')).toBeNull()
})
