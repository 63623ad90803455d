import { describe, expect, it } from 'vitest'
import type { Cell, SheetRow } from '../spreadsheet/cell.ts'
import { readSheet } from './read-sheet.ts'
import { usualShifts } from './roster-rules.ts'

const people = [
  { userid: 'hanmei', name: '韩梅梅' },
  { userid: 'lilei', name: '李雷' },
  { userid: 'wang1', name: '王芳' },
  { userid: 'wang2', name: '王芳' },
]
const week = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

function sheet(...rows: (string | Cell)[][]): SheetRow[] {
  return rows.map((cells, at) => {
    const written = cells.map(
      (cell): Cell => (typeof cell === 'string' ? { kind: 'text', text: cell } : cell),
    )
    const filled = [...written.entries()].filter(([, cell]) => cell.kind !== 'text' || cell.text !== '')
    return { row: at + 1, cells: new Map(filled) }
  })
}
const read = (rows: SheetRow[], before: { userid: string; days: string[] }[] = []) =>
  readSheet(rows, { people, shifts: usualShifts, before })

describe('a roster in a sheet', () => {
  it('is one row a person, one column a weekday, whatever stands above and below', () => {
    const rows = sheet(
      ['西湖店 12 月排班'],
      ['姓名', ...week],
      ['韩梅梅', '全天', '休', '全天', '全天', '全天', '早班', ''],
      [],
      ['', '写早、晚'],
    )
    expect(read(rows)).toEqual({
      shifts: usualShifts,
      week: [{ userid: 'hanmei', days: ['全天', '休', '全天', '全天', '全天', '早', '休'] }],
      exceptions: [],
    })
  })

  it('may say times, which are the shift that has them or a new one', () => {
    const rows = sheet(
      ['账号', '星期一', '星期二', '礼拜三'],
      ['LiLei', '10:00-18:00', '9：30～18', '9:30 – 18:00'],
    )
    expect(read(rows)).toMatchObject({
      shifts: [...usualShifts, { name: '9:30–18', fromMinute: 570, toMinute: 1_080 }],
      week: [{ userid: 'lilei', days: ['早', '9:30–18', '9:30–18', '休', '休', '休', '休'] }],
    })
  })

  it('says single days in columns of dates, and leaves the week as it is where it has none', () => {
    const before = [{ userid: 'hanmei', days: ['早', '早', '早', '早', '早', '休', '休'] }]
    const rows = sheet(
      ['姓名', { kind: 'date', day: '2026-12-24', minute: 0 }, '2026年12月25日'],
      ['韩梅梅', '休', ''],
    )
    expect(read(rows, before)).toMatchObject({
      week: before,
      exceptions: [{ day: '2026-12-24', userid: 'hanmei', shift: '休' }],
    })
  })

  it.each([
    ['no heading', sheet(['韩梅梅', '早']), [{ cell: 'A1', message: /姓名/ }]],
    ['no day', sheet(['姓名', '备注'], ['韩梅梅', '早']), [{ cell: 'A1', message: /周一/ }]],
    ['nobody', sheet(['姓名', ...week]), [{ cell: 'A2', message: /没有人/ }]],
    ['a stranger', sheet(['姓名', ...week], ['孙倩', '早']), [{ cell: 'A2', message: /孙倩/ }]],
    [
      'one of two of a name',
      sheet(['姓名', ...week], ['王芳', '早']),
      [{ cell: 'A2', message: /2 位.*账号/ }],
    ],
    [
      'a shift nobody knows',
      sheet(['姓名', ...week], ['韩梅梅', '早', '夜']),
      [{ cell: 'C2', message: /夜.*早、晚、全天/ }],
    ],
    [
      'times the wrong way round',
      sheet(['姓名', '周一'], ['韩梅梅', '22:00-6:00']),
      [{ cell: 'B2', message: /22:00-6:00/ }],
    ],
    [
      'somebody twice',
      sheet(['姓名', '周一'], ['韩梅梅', '早'], ['韩梅梅', '晚']),
      [{ cell: 'A3', message: /两行/ }],
    ],
  ])('names the cell of %s', (_what, rows, faults) => {
    expect(read(rows)).toEqual({
      faults: faults.map(({ cell, message }) => ({ cell, message: expect.stringMatching(message) })),
    })
  })

  it('tells two of a name apart by their account', () => {
    const rows = sheet(['姓名', '账号', '周一'], ['王芳', 'wang2', '晚'])
    expect(read(rows)).toMatchObject({ week: [{ userid: 'wang2' }] })
  })
})
