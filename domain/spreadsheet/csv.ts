import { CsvError, parse } from 'csv-parse/sync'
import type { Cell, SheetRow } from './cell.ts'
import { SheetError } from './sheet-error.ts'

const mostRows = 100_000
/** So that Excel on a Chinese Windows reads it as UTF-8. */
export const csvMark = '\uFEFF'
/** What a program would take for a formula. */
const formula = /^[=+\-@\t\r]/

/** What Excel would make another number of: more digits than it holds, zeros in front, an exponent. */
const rounded = /^(\d{12,}|0\d+|\d+[eE]\d+)$/

/** A table as Excel opens it: marked, quoted, with its line ends; nothing in it can be a formula. */
export function writeCsv(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(csvMark + rows.map(csvLine).join(''))
}

/** One row of such a table, its line end included. A long number stays the text it is: an unseen tab behind it says so. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(text: string): string {
  const safe = formula.test(text) ? `'${text}` : rounded.test(text) ? `${text}\t` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/**
 * The rows of a CSV as `readXlsx` gives those of a sheet, all of them texts: UTF-8, or the GB 18030 that Excel writes; what `writeCsv`
 * kept from being a formula is what it was.
 * @throws SheetError for what is no such file, or too much of one
 */
export function readCsv(bytes: Uint8Array): SheetRow[] {
  const records = recordsIn(textOf(bytes))
  if (records.length > mostRows) throw new SheetError(`表里超过 ${mostRows} 行，只留要导入的再试`)
  return records.flatMap((record, at) => {
    const cells = new Map<number, Cell>()
    for (const [column, written] of record.entries()) {
      const text = /^'[=+\-@\t\r]/.test(written) ? written.slice(1) : written.replace(/^(\w+)\t$/, '$1')
      if (text.trim() !== '') cells.set(column, { kind: 'text', text })
    }
    return cells.size === 0 ? [] : [{ row: at + 1, cells }]
  })
}

function recordsIn(text: string): string[][] {
  try {
    const records = parse(text, {
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    })
    return records as unknown as string[][]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new SheetError(`不是 CSV：第 ${error.lines ?? 1} 行的引号或分隔不对，在 Excel 里另存为 CSV 再试`)
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
