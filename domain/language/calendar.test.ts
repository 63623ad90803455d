import { describe, expect, it } from 'vitest'
import { readDefinitions } from './load.ts'

const now = new Date('2026-06-01T00:00:00+08:00')
const read = (text: string, at = now) => readDefinitions([{ file: 'china.yaml', text }], at)
const calendar = (parts: string) => `calendar: china\nname: 日历\n${parts}`

it('reads festivals, holidays, company days and silent days', () => {
  const { definitions, faults } = read(
    calendar(`
festivals: { 国庆节: 10-01, 中秋节: { lunar: 08-15 }, 清明节: { term: 清明 } }
holidays: { 2026: { off: { 春节: 02-15..02-23, 元旦: 01-01 }, work: [02-14] } }
companyDays: { 店庆: 2026-05-20 }
silentDays: { 国家公祭日: 12-13 }
`),
  )
  expect(faults).toEqual([])
  expect(definitions.calendars).toEqual([
    {
      id: 'china',
      name: '日历',
      festivals: {
        国庆节: { kind: 'yearly', monthDay: '10-01' },
        中秋节: { kind: 'lunar', month: 8, day: 15 },
        清明节: { kind: 'term', term: '清明' },
      },
      holidays: {
        2026: {
          off: [
            { name: '春节', from: '2026-02-15', to: '2026-02-23' },
            { name: '元旦', from: '2026-01-01', to: '2026-01-01' },
          ],
          work: ['2026-02-14'],
        },
      },
      companyDays: { 店庆: { kind: 'once', day: '2026-05-20' } },
      silentDays: { 国家公祭日: { kind: 'yearly', monthDay: '12-13' } },
    },
  ])
})

describe('warns of a year nobody has written down:', () => {
  const holidays = calendar('holidays:\n  2026: { off: { 元旦: 01-01 } }\n')
  it.each([
    ['2026-11-30', []],
    ['2026-12-01', ['2027']],
    ['2027-02-01', ['2027']],
    ['2027-12-01', ['2027', '2028']],
  ])('on %s %j', (day, years) => {
    const { warnings } = read(holidays, new Date(`${day}T12:00:00+08:00`))
    expect(warnings.map(({ line, expected }) => [line, expected])).toEqual(
      years.map((year) => [3, `${year} 年的放假安排`]),
    )
  })

  it('not where a calendar is about something else', () => {
    expect(read(calendar('silentDays: { 国家公祭日: 12-13 }\n')).warnings).toEqual([])
  })
})

describe('names the place of', () => {
  const year = (written: string) => calendar(`holidays: { 2026: ${written} }\n`)
  it.each([
    ['a day no calendar has', calendar('festivals: { 怪: ▲02-30 }\n'), '日历上有的日期', '月-日'],
    ['a lunar day that never is', calendar('festivals: { 怪: { lunar: ▲08-31 } }\n'), '农历', '除夕'],
    ['a term nobody knows', calendar('festivals: { 怪: { term: ▲清月 } }\n'), '二十四节气', '节气的名称'],
    [
      'a misspelt key of a day',
      calendar('festivals: { 怪: ▲{ luna: 08-15 } }\n'),
      '{ lunar: 08-15 }',
      '改成其中一种',
    ],
    ['a year that is none', calendar('holidays: { ▲26: { off: {} } }\n'), '年份，如 2026', '四位数字'],
    ['a holiday without end', year('{ off: { 春节: ▲02-15.. } }'), '放假的起止', '月-日..月-日'],
    ['a holiday that ends first', year('{ off: { 春节: ▲02-23..02-15 } }'), '先开始后结束', '交换'],
    ['a day this year does not have', year('{ off: { 春节: ▲02-29 } }'), '2026 年有的日期', '日历上有'],
    [
      'a day both off and worked',
      year('{ off: { 春节: 02-15..02-23 }, work: [▲02-16] }'),
      '放假以外',
      '去掉其中一个',
    ],
    [
      'a festival that has a day already',
      calendar('festivals: { 店庆: 05-20 }\ncompanyDays: { 店庆: ▲06-18 }\n'),
      '没有用过的名称',
      '改名',
    ],
    [
      'a year another calendar has',
      `calendar: a\nname: 甲\nholidays: { 2026: { off: {} } }\n---\n${calendar('holidays: { 2026: ▲{ off: {} } }\n')}`,
      '一年只有一份放假安排',
      '合成一份',
    ],
  ])('%s', (_, text, expected, todo) => {
    const before = text.slice(0, text.indexOf('▲')).split('\n')
    expect(read(text.replace('▲', '')).faults).toEqual([
      {
        file: 'china.yaml',
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        path: expect.any(String),
        expected: expect.stringContaining(expected),
        todo: expect.stringContaining(todo),
      },
    ])
  })
})
