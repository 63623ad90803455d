import { describe, expect, it } from 'vitest'
import { aWorkbook } from '../../spreadsheet/testing/workbook.ts'
import { gb18030 } from './gb18030.ts'
import { openAs, openTable } from './table.ts'
import type { Bytes } from './text-form.ts'

/** In pieces of three bytes, so that characters are cut in the middle. */
const inPieces = (bytes: Uint8Array): Bytes =>
  async function* () {
    for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3)
  }
const whole = (bytes: Uint8Array): Bytes =>
  async function* () {
    yield bytes
  }

async function read(bytes: Bytes) {
  const table = await openTable(bytes)
  const rows = []
  for await (const { row, cells } of table.rows()) rows.push([row, ...cells])
  return { form: table.form, headers: table.headers, rows }
}

const utf16 = (text: string, mark: string, isBig: boolean) => {
  const bytes = Buffer.from(mark + text, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}
const text = '手机,姓名\r\n13800138000,韩梅梅\r\n'

describe('how a text is written is found by reading all of it', () => {
  it.each<[string, Uint8Array, object]>([
    ['UTF-8', Buffer.from(text), { encoding: 'utf-8', marked: false }],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), { encoding: 'utf-8', marked: true }],
    ['UTF-16 LE', utf16(text, '\ufeff', false), { encoding: 'utf-16le', marked: true }],
    ['UTF-16 BE', utf16(text, '\ufeff', true), { encoding: 'utf-16be', marked: true }],
    [
      'UTF-16 LE without a mark',
      utf16(`phone,name\r\n13800138000,韩梅梅\r\n`, '', false),
      { encoding: 'utf-16le', marked: false },
    ],
    ['GB 18030', gb18030(text), { encoding: 'gb18030', marked: false }],
  ])('%s', async (_what, bytes, form) => {
    const found = await read(inPieces(bytes))
    expect(found.form).toMatchObject({ kind: 'csv', ...form })
    expect(found.rows).toEqual([[2, '13800138000', '韩梅梅']])
  })

  it('is not UTF-8 when one byte far down is none', async () => {
    const bytes = Buffer.concat([
      Buffer.from('phone,name\r\n'.repeat(2_000)),
      gb18030('13800138000,韩梅梅\r\n'),
    ])
    const found = await read(whole(bytes))
    expect(found.form).toMatchObject({ encoding: 'gb18030' })
    expect(found.rows.at(-1)).toEqual([2_001, '13800138000', '韩梅梅'])
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['neither', Buffer.concat([Buffer.from('a,b\n'), Buffer.from([0xff, 0xff, 0x0a])]), /编码/],
    ['a mark that lies', Buffer.concat([Buffer.from('efbbbf', 'hex'), gb18030(text)]), /utf-8/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /不是表格/],
    ['a PDF', Buffer.from('%PDF-1.7'), /不是表格/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧的/],
    ['zeros', Buffer.from('a,b\n\0\0\n'), /不是表格/],
    ['nothing', Buffer.alloc(0), /空的/],
    ['blank lines', Buffer.from('\n\n  \n'), /什么都没有/],
  ])('is refused: %s', async (_what, bytes, words) => {
    await expect(read(whole(bytes))).rejects.toThrow(words)
  })
})

describe('rows', () => {
  it.each([
    ['commas', '手机,姓名\n1,"韩,梅"\n', ','],
    ['tabs', '手机\t姓名\n1\t韩,梅\n', '\t'],
    ['semicolons', '手机;姓名\n1;韩,梅\n', ';'],
    ['what sep= says', 'sep=;\r\n手机;姓名,备注\r\n1;韩,梅\r\n', ';'],
  ])('are parted by %s', async (_what, given, delimiter) => {
    const { form, rows } = await read(inPieces(Buffer.from(given)))
    expect(form).toMatchObject({ delimiter })
    expect(rows).toEqual([[2, '1', '韩,梅']])
  })

  it('are numbered as Excel does: empty ones and those of several lines count once', async () => {
    const { rows } = await read(whole(Buffer.from('a,b\n\n1,"x\ny"\n,\n2,z\n')))
    expect(rows).toEqual([
      [3, '1', 'x\ny'],
      [5, '2', 'z'],
    ])
  })

  it('of a workbook have their cells, with the epoch of the book', async () => {
    const cells =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>手机</t></is></c></row><row r="4"><c r="B4"><v>7</v></c></row>'
    const { form, headers, rows } = await read(whole(aWorkbook({ date1904: true, rows: cells })))
    expect({ form, headers, rows }).toEqual({
      form: { kind: 'xlsx', epoch: 1904 },
      headers: ['手机'],
      rows: [[4, undefined, { kind: 'number', number: 7 }]],
    })
  })
})

describe('a file without end', () => {
  /** As many bytes as anybody asks for; what is asked for is counted. */
  function endless(line: string) {
    const chunk = Buffer.from(line.repeat(Math.ceil(65_536 / line.length)))
    const asked = { bytes: 0 }
    const bytes: Bytes = async function* () {
      yield Buffer.from('手机,姓名\n')
      // Ten gigabytes, if anybody read them all.
      for (let at = 0; at < 10 * 1024 ** 3; at += chunk.length) {
        asked.bytes += chunk.length
        yield chunk
      }
    }
    return { bytes, asked }
  }

  it('whose row does not end is refused after a piece of it, with the row', async () => {
    const { bytes, asked } = endless('x')
    const form = { kind: 'csv', encoding: 'utf-8', marked: false, delimiter: ',' } as const
    await expect(openAs(bytes, form)).rejects.toThrow(/第 2 行超过 128 KB/)
    expect(asked.bytes).toBeLessThan(4 * 1024 * 1024)
  })
})
