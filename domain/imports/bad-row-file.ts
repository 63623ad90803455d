import type { ImportBadRow } from '../../models/import-bad-rows.ts'
import { csvMark } from '../spreadsheet/csv.ts'
import { type Fault, sayFault } from './faults.ts'
import { gb18030 } from './file/gb18030.ts'
import type { Given, Table, TableForm } from './file/table.ts'
import { textIn } from './read-cell.ts'

/** What a program would take for a formula. */
const formula = /^[=+\-@\t\r]/

/**
 * The bad rows of a table as a file written like it, with a column of reasons behind; those of a workbook as CSV. Cells are as they
 * were, so that what is mended there can be imported; what Kelu adds is no formula.
 */
export async function* badRowFile(
  table: Table,
  bad: AsyncIterable<ImportBadRow>,
): AsyncGenerator<Uint8Array> {
  const write = writerOf(table.form)
  yield write.begin
  yield write.line([...table.headers, '原因'])
  const wanted = bad[Symbol.asyncIterator]()
  let next = await wanted.next()
  if (next.done) return
  for await (const { row, cells } of table.rows()) {
    if (row < next.value.row) continue
    const width = Math.max(cells.length, table.headers.length)
    const texts = Array.from({ length: width }, (_, at) => asGiven(cells[at]))
    const reasons = (next.value.faults as Fault[]).map(sayFault).join('；')
    yield write.line([...texts, reasons])
    next = await wanted.next()
    if (next.done) return
  }
}

function asGiven(cell: Given | undefined): string {
  if (typeof cell === 'string') return cell
  const text = textIn(cell)
  return formula.test(text) && !/^-?\d/.test(text) ? `'${text}` : text
}

function writerOf(form: TableForm) {
  const csv = form.kind === 'csv' ? form : ({ encoding: 'utf-8', marked: true, delimiter: ',' } as const)
  const encode = encoderOf(csv.encoding)
  const needsQuotes = (text: string) => text.includes(csv.delimiter) || /["\r\n]/.test(text)
  const quoted = (text: string) => (needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return {
    begin: csv.marked ? encode(csvMark) : new Uint8Array(),
    line: (cells: readonly string[]) => encode(`${cells.map(quoted).join(csv.delimiter)}\r\n`),
  }
}

function encoderOf(encoding: Extract<TableForm, { kind: 'csv' }>['encoding']): (text: string) => Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return (text) => Buffer.from(text)
    case 'utf-16le':
      return (text) => Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return (text) => Buffer.from(text, 'utf16le').swap16()
    case 'gb18030':
      return (text) => gb18030(text)
  }
}
