import { zipOf } from '../zip-writer.ts'

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** What a test says of a workbook; rows are the XML inside `<sheetData>`. */
export interface Given {
  rows: string
  /** XML inside `<sst>`. */
  strings?: string
  /** Number formats by their id, and the format of each cell style in order. */
  formats?: Record<number, string>
  styles?: readonly number[]
  date1904?: true
  /** XML of the `<sheet>` elements; `rId1` is the sheet with the rows, `rId2` an empty one. */
  sheets?: string
  /** The parts written as they are, over the others. */
  parts?: Record<string, string | Buffer>
}

/** An .xlsx file as office programs write them, with what a test says of it. */
export function aWorkbook(given: Given): Buffer {
  const { rows, strings, formats = {}, styles = [], date1904, sheets } = given
  const declared = Object.entries(formats).map(
    ([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`,
  )
  const xfs = styles.map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0"/>`)
  const parts = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${relations}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets ?? '<sheet name="排班" sheetId="1" r:id="rId1"/>'}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet ${main}><numFmts>${declared.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs.join('')}</cellXfs></styleSheet>`,
    ...(strings !== undefined && { 'xl/sharedStrings.xml': `<sst ${main}>${strings}</sst>` }),
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet ${main}><dimension ref="A1:Z9"/><sheetData>${rows}</sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet ${main}><sheetData/></worksheet>`,
    ...given.parts,
  }
  return zipOf(new Map(Object.entries(parts)))
}
