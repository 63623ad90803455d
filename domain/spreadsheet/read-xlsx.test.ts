import { describe, expect, it } from 'vitest'
import { cellName, columnOf, textOfCell } from './cell.ts'
import { readXlsx } from './read-xlsx.ts'
import { SheetError } from './sheet-error.ts'
import { aWorkbook, type Given } from './testing/workbook.ts'
import { writeXlsx } from './write-xlsx.ts'

/** Cells by their name, as a person sees them. */
async function read(given: Given | Buffer): Promise<Record<string, string>> {
  const rows = await readXlsx(Buffer.isBuffer(given) ? given : aWorkbook(given))
  const cells = rows.flatMap(({ row, cells }) =>
    [...cells].map(([column, cell]) => [cellName(row, column), textOfCell(cell)] as const),
  )
  return Object.fromEntries(cells)
}
const row = (cells: string, r = 1) => `<row r="${r}" spans="1:3">${cells}</row>`

describe('a sheet', () => {
  it('gives shared texts, also those in pieces of several looks, without how they are read aloud', async () => {
    const strings =
      '<si><t>姓名</t></si><si><r><t xml:space="preserve">韩 </t></r><r><rPr><b/></rPr><t>梅梅</t></r><rPh sb="0" eb="1"><t>ハン</t></rPh></si>'
    const cells = '<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>'
    expect(await read({ strings, rows: row(cells) })).toEqual({ A1: '姓名', C1: '韩 梅梅' })
  })

  it('gives inline texts, numbers, flags, and leaves empty cells and rows out', async () => {
    const cells =
      '<c r="A3" t="inlineStr"><is><t>早 &amp; 晚</t></is></c><c r="B3"><v>12.5</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" s="1"/>'
    expect(await readXlsx(aWorkbook({ rows: row('') + row(cells, 3) }))).toEqual([
      {
        row: 3,
        cells: new Map([
          [0, { kind: 'text', text: '早 & 晚' }],
          [1, { kind: 'number', number: 12.5 }],
          [2, { kind: 'flag', flag: true }],
        ]),
      },
    ])
  })

  it('gives what a formula came to, and names what went wrong in one', async () => {
    const cells =
      '<c r="A1" t="str"><f>"早"&amp;""</f><v>早</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    expect(await read({ rows: row(cells) })).toEqual({ A1: '早', B1: '2', C1: '#DIV/0!' })
  })

  // 1 December 2026 is day 46,357 of 1900, and 44,895 of 1904.
  it.each([
    ['a built-in format', { styles: [0, 14] }, 46_357],
    [
      'a Chinese format',
      { formats: { 176: 'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@' }, styles: [0, 176] },
      46_357,
    ],
    ['a locale in front', { formats: { 177: '[$-804]aaaa;@ m/d' }, styles: [0, 177] }, 46_357],
    ['the epoch of 1904', { styles: [0, 14], date1904: true as const }, 44_895],
  ])('gives dates by the format of the cell: %s', async (_what, more, serial) => {
    expect(await read({ ...more, rows: row(`<c r="A1" s="1"><v>${serial}</v></c>`) })).toEqual({
      A1: '2026-12-01',
    })
  })

  it.each([
    ['a plain number', {}],
    ['a colour and a unit in quotes', { formats: { 178: '[Red]0.00&quot;days&quot;' }, styles: [0, 178] }],
    ['the format General', { formats: { 179: 'General' }, styles: [0, 179] }],
  ])('leaves numbers what they are: %s', async (_what, more) => {
    expect(await read({ ...more, rows: row('<c r="A1" s="1"><v>46357</v></c>') })).toEqual({ A1: '46357' })
  })

  it('gives times of day, and days with a time', async () => {
    const cells =
      '<c r="A1" s="1"><v>0.4166666667</v></c><c r="B1" s="1"><v>46357.75</v></c><c r="C1" t="d"><v>2026-12-01T09:30:00</v></c>'
    const [found] = await readXlsx(aWorkbook({ styles: [0, 20], rows: row(cells) }))
    expect([...(found?.cells.values() ?? [])]).toEqual([
      { kind: 'time', minute: 600 },
      { kind: 'date', day: '2026-12-01', minute: 1_080 },
      { kind: 'date', day: '2026-12-01', minute: 570 },
    ])
  })

  it('counts rows and cells itself where a program leaves their names out, and takes prefixed names', async () => {
    const rows = '<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>'
    const sheet = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>${rows}</x:sheetData></x:worksheet>`
    expect(await read({ rows: '', parts: { 'xl/worksheets/sheet1.xml': sheet } })).toEqual({
      A1: '1',
      B1: '2',
    })
  })

  it('is the first one people see', async () => {
    const sheets =
      '<sheet name="旧" sheetId="2" state="hidden" r:id="rId2"/><sheet name="新" sheetId="1" r:id="rId1"/>'
    expect(await read({ sheets, rows: row('<c r="A1"><v>7</v></c>') })).toEqual({ A1: '7' })
  })

  it('written by us is read by us', async () => {
    const file = writeXlsx('排班', [['姓名', '', '<b>&"'], [], ['韩梅梅']])
    expect(await read(file)).toEqual({ A1: '姓名', C1: '<b>&"', A3: '韩梅梅' })
  })
})

describe('a file that cannot be read says so to whoever chose it', () => {
  it.each([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧的 .xls/],
    ['no file of an office', Buffer.from('姓名,周一'), /不是 .xlsx/],
    ['half a file', aWorkbook({ rows: '' }).subarray(0, 600), /坏了/],
    ['broken XML', aWorkbook({ rows: '<row r="1"><c>' }), /坏了/],
    [
      'entities',
      aWorkbook({ rows: '', parts: { 'xl/workbook.xml': '<!DOCTYPE w [<!ENTITY a "aa">]><workbook/>' } }),
      /坏了/,
    ],
    ['no sheet', aWorkbook({ rows: '', sheets: ' ' }), /没有工作表/],
  ])('%s', async (_what, file, words) => {
    await expect(readXlsx(file)).rejects.toThrow(SheetError)
    await expect(readXlsx(file)).rejects.toThrow(words)
  })

  it('one that inflates to more than it may, without inflating it all', async () => {
    const sheet = Buffer.alloc(8 * 1024 * 1024, ' ')
    const bomb = aWorkbook({ rows: '', parts: { 'xl/worksheets/sheet1.xml': sheet } })
    expect(bomb.length).toBeLessThan(64 * 1024)
    await expect(readXlsx(bomb, { rows: 9, bytes: 2 * 1024 * 1024 })).rejects.toThrow(/2 MB/)
  })

  it('one with more rows than it may have', async () => {
    const rows = [1, 2, 3].map((at) => row(`<c r="A${at}"><v>1</v></c>`, at)).join('')
    const bytes = 1024 * 1024
    expect(await readXlsx(aWorkbook({ rows }), { rows: 3, bytes })).toHaveLength(3)
    await expect(readXlsx(aWorkbook({ rows }), { rows: 2, bytes })).rejects.toThrow(/2 行/)
  })
})

it.each([
  ['A', 0],
  ['Z', 25],
  ['AA', 26],
  ['XFD', 16_383],
])('column %s is number %i', (letters, column) => {
  expect(columnOf(`${letters}7`)).toBe(column)
  expect(cellName(7, column)).toBe(`${letters}7`)
})
