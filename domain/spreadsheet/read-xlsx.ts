import { type Cell, columnOf, type SheetRow } from './cell.ts'
import { dateOfSerial, type Epoch } from './serial-date.ts'
import { SheetError } from './sheet-error.ts'
import { readWorkbook, type Workbook } from './workbook.ts'
import { readXml } from './xml.ts'
import { openZip } from './zip.ts'

/** Far more than anybody fills in by hand, far less than what hurts; bytes are those of all parts inflated. */
const usualLimits = { rows: 100_000, bytes: 64 * 1024 * 1024 }
const maxColumns = 1_000

/**
 * The rows of the first sheet people see in an .xlsx file (ECMA-376), top down; rows without anything are left out. A
 * formula is what it came to when the file was saved. What it inflates to is bounded.
 * @throws SheetError for what is no such file, or too much of one
 */
export async function readXlsx(bytes: Buffer, most = usualLimits): Promise<SheetRow[]> {
  return (await readSheet(bytes, most)).rows
}

/** The same, and from when the book counts its days. */
export async function readSheet(
  bytes: Buffer,
  most: { rows: number; bytes: number },
): Promise<{ epoch: Epoch; rows: SheetRow[] }> {
  // An old .xls and a file with a password look alike: both are OLE containers.
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0')
    throw new SheetError('这是旧的 .xls，或是有密码的文件：在 Excel 里另存为没有密码的 .xlsx')
  const zip = await openZip(bytes, most.bytes)
  try {
    const book = await readWorkbook(zip)
    return { epoch: book.epoch, rows: await rowsOf(zip.chunks(book.firstSheet), book, most.rows) }
  } finally {
    zip.close()
  }
}

async function rowsOf(chunks: AsyncIterable<Buffer>, book: Workbook, mostRows: number): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  let [row, column, type, style] = [0, -1, 'n', 0]
  let cells = new Map<number, Cell>()
  let [value, isValue] = ['', false]

  function open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      // Some programs leave the numbers out: then each is the next.
      row = attributes.r === undefined ? row + 1 : Number(attributes.r)
      if (!(row >= 1 && row <= 1_048_576)) throw new SheetError('文件里有一行没有行号，另存一份再试')
      column = -1
      cells = new Map()
    }
    if (name === 'c') {
      column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
      type = attributes.t ?? 'n'
      style = Number(attributes.s ?? 0)
      value = ''
    }
    isValue = name === 'v' || name === 't'
  }

  function close(name: string): void {
    isValue = false
    if (name === 'c' && column >= 0 && column < maxColumns) {
      const cell = cellOf(type, value, style, book)
      if (cell) cells.set(column, cell)
    }
    if (name === 'row' && cells.size > 0) {
      if (rows.length >= mostRows) throw new SheetError(`表里超过 ${mostRows} 行，只留要导入的再试`)
      rows.push({ row, cells })
    }
  }

  await readXml(chunks, {
    open,
    close,
    text(piece) {
      if (isValue) value += piece
    },
  })
  return rows
}

/** Undefined for an empty cell. */
function cellOf(type: string, value: string, style: number, book: Workbook): Cell | undefined {
  switch (type) {
    case 's': {
      const text = book.strings[Number(value)]
      return value === '' || !text ? undefined : { kind: 'text', text }
    }
    case 'str':
    case 'inlineStr':
      return value === '' ? undefined : { kind: 'text', text: value }
    case 'b':
      return value === '' ? undefined : { kind: 'flag', flag: value === '1' }
    case 'e':
      return { kind: 'error', text: value }
    case 'd':
      return dayOf(value)
    default: {
      const number = Number(value)
      if (value === '' || !Number.isFinite(number)) return undefined
      return book.isDateStyle[style] ? dateOfSerial(number, book.epoch) : { kind: 'number', number }
    }
  }
}

/** A date in ISO 8601, which newer programs may write. */
function dayOf(value: string): Cell | undefined {
  const [, day, hour = '0', minute = '0'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d))?/.exec(value) ?? []
  if (day === undefined) return value === '' ? undefined : { kind: 'text', text: value }
  return { kind: 'date', day, minute: Number(hour) * 60 + Number(minute) }
}
