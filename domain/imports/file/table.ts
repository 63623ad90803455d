import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Cell } from '../../spreadsheet/cell.ts'
import { readSheet } from '../../spreadsheet/read-xlsx.ts'
import type { Epoch } from '../../spreadsheet/serial-date.ts'
import { SheetError } from '../../spreadsheet/sheet-error.ts'
import { type Bytes, findTextForm, type TextForm, textOf } from './text-form.ts'

/** A cell as the file has it: of a CSV the text as written. */
export type Given = string | Cell

/** `row` from 1, as Excel counts them. */
export interface TableRow {
  row: number
  cells: readonly (Given | undefined)[]
}

/** How a file is written, so that its bad rows can be given back in the same way. */
export type TableForm = ({ kind: 'csv'; delimiter: Delimiter } & TextForm) | { kind: 'xlsx'; epoch: Epoch }

export const delimiters = [',', '\t', ';'] as const
export type Delimiter = (typeof delimiters)[number]

/** A table with its first row that has something in it. */
export interface Table {
  form: TableForm
  headers: string[]
  /** The rows below the headers, those with something in them. @throws SheetError where one cannot be read */
  rows(): AsyncIterable<TableRow>
}

export const limits = {
  columns: 200,
  /** Characters of one row: more is a quote nobody closed, or no table at all. */
  rowLength: 128 * 1024,
  /** A workbook is unpacked as a whole. */
  workbookBytes: 20 * 1024 * 1024,
  inflated: { rows: 100_000, bytes: 128 * 1024 * 1024 },
} as const

/** Reads how a file is written and its headers. @throws SheetError, in words for whoever chose the file */
export async function openTable(bytes: Bytes): Promise<Table> {
  if (await isZip(bytes)) return openWorkbook(bytes)
  const text = await findTextForm(bytes)
  const form: TableForm = { kind: 'csv', ...text, delimiter: await findDelimiter(bytes, text) }
  return tableOf(form, () => csvRows(bytes, form))
}

/** A table whose form is known. */
export async function openAs(bytes: Bytes, form: TableForm): Promise<Table> {
  return form.kind === 'xlsx' ? openWorkbook(bytes) : tableOf(form, () => csvRows(bytes, form))
}

async function tableOf(form: TableForm, all: () => AsyncIterable<TableRow>): Promise<Table> {
  for await (const { cells } of all()) {
    const headers = cells.map((cell) => headerOf(cell))
    if (headers.length > limits.columns)
      throw new SheetError(`表里超过 ${limits.columns} 列，只留要导入的列再试`)
    return { form, headers, rows: () => behindFirst(all()) }
  }
  throw new SheetError('表里什么都没有')
}

async function* behindFirst(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow> {
  let isFirst = true
  for await (const row of rows) {
    if (!isFirst) yield row
    isFirst = false
  }
}

function headerOf(cell: Given | undefined): string {
  if (cell === undefined) return ''
  const text = typeof cell === 'string' ? cell : cell.kind === 'text' ? cell.text : ''
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().slice(0, 80)
}

async function isZip(bytes: Bytes): Promise<boolean> {
  for await (const chunk of bytes()) return chunk[0] === 0x50 && chunk[1] === 0x4b && chunk[2] === 3
  return false
}

async function openWorkbook(bytes: Bytes): Promise<Table> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes()) {
    parts.push(chunk)
    length += chunk.length
    if (length > limits.workbookBytes)
      throw new SheetError(`.xlsx 文件超过 ${limits.workbookBytes / 1_048_576} MB：另存为 CSV 再上传`)
  }
  const { epoch, rows } = await readSheet(Buffer.concat(parts), limits.inflated)
  async function* all(): AsyncGenerator<TableRow> {
    for (const { row, cells } of rows) {
      const width = Math.max(...cells.keys()) + 1
      yield { row, cells: Array.from({ length: width }, (_, column) => cells.get(column)) }
    }
  }
  return tableOf({ kind: 'xlsx', epoch }, all)
}

const sepLine = /^sep=(.)\r?\n?$/i

/** What Excel was told by `sep=`, else what stands most often between the headers. */
async function findDelimiter(bytes: Bytes, form: TextForm): Promise<Delimiter> {
  const line = await firstLine(bytes, form)
  const told = sepLine.exec(line)?.[1]
  if (told !== undefined) {
    const known = delimiters.find((one) => one === told)
    if (known === undefined) throw new SheetError(`第一行写着用「${told}」分隔，只认逗号、制表符和分号`)
    return known
  }
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const counts = delimiters.map((one) => bare.split(one).length - 1)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}

async function firstLine(bytes: Bytes, form: TextForm): Promise<string> {
  let line = ''
  for await (const text of textOf(bytes, form)) {
    line += text
    const trimmed = line.replace(/^[\r\n]+/, '')
    const end = trimmed.search(/[\r\n]/)
    if (end >= 0) return trimmed.slice(0, end)
    if (trimmed.length > limits.rowLength) throw new SheetError(tooLong(1))
  }
  return line.trim()
}

async function* csvRows(bytes: Bytes, form: Extract<TableForm, { kind: 'csv' }>): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter: form.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: limits.rowLength,
  })
  let row = 0
  try {
    // What goes wrong in it comes out of the parser.
    pipeline(Readable.from(textOf(bytes, form), { objectMode: false }), parser, () => {})
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (row === 0 && cells.length <= 2 && sepLine.test(cells.join(form.delimiter))) continue
      row += 1
      if (cells.some((cell) => cell.trim() !== '')) yield { row, cells }
    }
  } catch (error) {
    throw wordsOf(error)
  }
}

function wordsOf(error: unknown): unknown {
  if (error instanceof CsvError) {
    // Of rows that were read, some may not have been taken from it yet.
    const row = Number(error.records ?? 0) + 1
    const isLong = error.code === 'CSV_MAX_RECORD_SIZE'
    return new SheetError(isLong ? tooLong(row) : `第 ${row} 行的引号没有成对，在 Excel 里另存为 CSV 再试`, {
      cause: error,
    })
  }
  if (error instanceof TypeError)
    return new SheetError('文件里的文字编码前后不一样：在 Excel 里另存为「CSV UTF-8」再试', { cause: error })
  return error
}

const tooLong = (row: number) =>
  `第 ${row} 行超过 ${limits.rowLength / 1024} KB，多半是引号没有成对，或不是表格：检查这一行再试`
