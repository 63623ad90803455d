import { describe, expect, it } from 'vitest'
import type { Given } from './file/table.ts'
import {
  isErrorCell,
  readEmail,
  readId,
  readMoment,
  readMoneyFen,
  readMonthDay,
  readNumber,
  readPhone,
  readYesNo,
  textIn,
} from './read-cell.ts'

const number = (value: number): Given => ({ kind: 'number', number: value })

describe('what Excel does to a cell', () => {
  it.each([
    ['1.38E+10', 'phoneScientific'],
    ['1.38001E+10', 'phoneScientific'],
    ['1380013800', 'phoneMalformed'],
    ['无', 'phoneMalformed'],
  ])('the phone %s is refused: %s', (text, fault) => {
    expect(readPhone(text)).toEqual({ fault })
  })

  it.each<[string, Given]>([
    ['plain', '13800138000'],
    ['kept a text by an apostrophe', "'13800138000"],
    ['kept a text by a formula', '="13800138000"'],
    ['kept a text by a tab', '13800138000\t'],
    ['full width', '１３８００１３８０００'],
    ['with its country', '+86 138-0013-8000'],
    ['a number', number(13_800_138_000)],
    ['a number with a point', '13800138000.0'],
  ])('a phone is read: %s', (_what, cell) => {
    expect(readPhone(cell)).toEqual({ value: '+8613800138000' })
  })

  it.each<[string, Given]>([
    ['1.23457E+17', '1.23457E+17'],
    ['a number of 18 digits', number(123_456_789_012_345_680)],
    ['a number so long that it is told with an exponent', number(1.2345e22)],
  ])('an id that lost digits is refused: %s', (_what, cell) => {
    expect(readId(cell)).toEqual({ fault: 'idRounded' })
  })

  it('an id of 15 digits is whole as a number, a longer one as a text', () => {
    expect(readId(number(123_456_789_012_345))).toEqual({ value: '123456789012345' })
    expect(readId('123456789012345678')).toEqual({ value: '123456789012345678' })
    expect(readId('="000123"')).toEqual({ value: '000123' })
  })

  it.each<[string, Given, string]>([
    ['as Excel shows it', '2024/3/5', '2024-03-05T00:00:00+08:00'],
    ['with a time', '2024-03-05 14:30:05', '2024-03-05T14:30:05+08:00'],
    ['in Chinese', '2024年3月5日', '2024-03-05T00:00:00+08:00'],
    ['in digits alone', '20240305', '2024-03-05T00:00:00+08:00'],
    ['as the day Excel counts', '45356', '2024-03-05T00:00:00+08:00'],
    ['as a date cell', { kind: 'date', day: '2024-03-05', minute: 870 }, '2024-03-05T14:30:00+08:00'],
    ['with its zone', '2024-03-05T00:00:00Z', '2024-03-05T00:00:00Z'],
    ['in the last summer time of China', '1991-07-01 12:00', '1991-07-01T12:00:00+09:00'],
    ['in the summer after it', '1992-07-01 12:00', '1992-07-01T12:00:00+08:00'],
  ])('a time is read %s', (_what, cell, iso) => {
    expect(readMoment(cell, 1900)).toEqual({ value: new Date(iso) })
  })

  it('a day of a book that counts from 1904 is four years and a day later', () => {
    expect(readMoment(number(45_356), 1904)).toEqual({ value: new Date('2028-03-06T00:00:00+08:00') })
  })

  it.each(['2023-02-29', '5/3/2024', '昨天', '120000', '2024-13-01'])('%s is no time', (text) => {
    expect(readMoment(text, 1900)).toEqual({ fault: 'dayMalformed' })
  })

  it('a birthday is a day of the year, with or without its year', () => {
    expect(readMonthDay('1990-05-20', 1900)).toEqual({ value: '05-20' })
    expect(readMonthDay('5月2日', 1900)).toEqual({ value: '05-02' })
    expect(readMonthDay('02-29', 1900)).toEqual({ value: '02-29' })
    expect(readMonthDay('13-01', 1900)).toEqual({ fault: 'monthDayMalformed' })
  })

  it.each([
    ['￥1,299.50', 129_950],
    ['199', 19_900],
    ['19.9', 1_990],
    ['1299.5000000001', 129_950],
  ])('%s is an amount', (text, fen) => {
    expect(readMoneyFen(text)).toEqual({ value: fen })
  })

  it.each(['-5', '1.234', '一百'])('%s is no amount', (text) => {
    expect(readMoneyFen(text)).toEqual({ fault: 'moneyMalformed' })
  })

  it('yes, no and neither', () => {
    expect([readYesNo('是'), readYesNo('退订'), readYesNo('也许'), readYesNo('')]).toEqual([
      { value: true },
      { value: false },
      { fault: 'yesNoMalformed' },
      null,
    ])
  })

  it('formulas that went wrong are seen, in a workbook and in a CSV', () => {
    expect(isErrorCell({ kind: 'error', text: '#N/A' })).toBe(true)
    expect(isErrorCell('#REF!')).toBe(true)
    expect(isErrorCell('#1 客户')).toBe(false)
  })

  it('mail, numbers and texts', () => {
    expect(readEmail('Li@例子.公司')).toEqual({ value: 'Li@例子.公司' })
    expect(readEmail('li@')).toEqual({ fault: 'emailMalformed' })
    expect(readNumber('1,234.5')).toEqual({ value: 1_234.5 })
    expect(textIn('="说""好"""')).toBe('说"好"')
  })
})
