import { cellName } from './cell.ts'
import { zipOf } from './zip-writer.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const typeOf = (part: string) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`

/** A small .xlsx file of one sheet: texts and nothing else, so that nothing in it can be a formula. */
export function writeXlsx(sheetName: string, rows: readonly (readonly string[])[]): Buffer {
  const lines = rows.map((cells, at) => {
    const written = cells.map((text, column) =>
      text === ''
        ? ''
        : `<c r="${cellName(at + 1, column)}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
    )
    return `<row r="${at + 1}">${written.join('')}</row>`
  })
  return zipOf(
    new Map([
      ['[Content_Types].xml', contentTypes],
      ['_rels/.rels', relationsOf('officeDocument', 'xl/workbook.xml')],
      [
        'xl/workbook.xml',
        `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
      ['xl/_rels/workbook.xml.rels', relationsOf('worksheet', 'worksheets/sheet1.xml')],
      [
        'xl/worksheets/sheet1.xml',
        `${head}<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
      ],
    ]),
  )
}

const contentTypes = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${typeOf('sheet.main')}"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${typeOf('worksheet')}"/></Types>`

function relationsOf(type: string, target: string): string {
  return `${head}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/${type}" Target="${target}"/></Relationships>`
}

function escaped(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (mark) => named[mark] ?? mark)
}
