import { cellName } from './cell.ts'
import { zipOf } from './zip-writer.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const typeOf = (part: string) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`

/** A cell: a text, or a number that programs add up. */
export type BookCell = string | number

export interface BookSheet {
  /** As the tab says it; what a tab cannot hold is left out. */
  name: string
  rows: readonly (readonly BookCell[])[]
}

/** A small .xlsx file of one sheet: texts and nothing else, so that nothing in it can be a formula. */
export function writeXlsx(sheetName: string, rows: readonly (readonly string[])[]): Buffer {
  return writeBook([{ name: sheetName, rows }])
}

/** A small .xlsx file of some sheets, of texts and numbers: nothing in it can be a formula. */
export function writeBook(sheets: readonly BookSheet[]): Buffer {
  const part = (at: number) => `worksheets/sheet${at + 1}.xml`
  const listed = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(tabName(name))}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  )
  const targets = sheets.map((_, at) => ['worksheet', part(at)] as const)
  return zipOf(
    new Map([
      ['[Content_Types].xml', contentTypes(sheets.map((_, at) => part(at)))],
      ['_rels/.rels', relationsOf([['officeDocument', 'xl/workbook.xml']])],
      [
        'xl/workbook.xml',
        `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${listed.join('')}</sheets></workbook>`,
      ],
      ['xl/_rels/workbook.xml.rels', relationsOf(targets)],
      ...sheets.map(({ rows }, at): [string, string] => [`xl/${part(at)}`, sheetXml(rows)]),
    ]),
  )
}

const longestTab = 31
const tabName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/g, '').slice(0, longestTab)

function sheetXml(rows: readonly (readonly BookCell[])[]): string {
  const lines = rows.map((cells, at) => {
    const written = cells.map((cell, column) => cellXml(cellName(at + 1, column), cell))
    return `<row r="${at + 1}">${written.join('')}</row>`
  })
  return `${head}<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`
}

function cellXml(place: string, cell: BookCell): string {
  if (cell === '') return ''
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
  return `<c r="${place}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`
}

function contentTypes(parts: readonly string[]): string {
  const sheets = parts.map(
    (part) => `<Override PartName="/xl/${part}" ContentType="${typeOf('worksheet')}"/>`,
  )
  return `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${typeOf('sheet.main')}"/>${sheets.join('')}</Types>`
}

function relationsOf(targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${relations}/${type}" Target="${target}"/>`,
  )
  return `${head}<Relationships xmlns="${packageRelations}">${all.join('')}</Relationships>`
}

function escaped(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (mark) => named[mark] ?? mark)
}
