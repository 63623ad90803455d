import { type Epoch, showsDate } from './serial-date.ts'
import { SheetError } from './sheet-error.ts'
import { readXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What a sheet needs of the book around it. */
export interface Workbook {
  /** Part with the first sheet that people see. */
  firstSheet: string
  epoch: Epoch
  /** Texts by their number. */
  strings: readonly string[]
  /** By number of a cell's style: whether it shows a date. */
  isDateStyle: readonly boolean[]
}

const maxStrings = 200_000

/** @throws SheetError for what is no workbook */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const { epoch, sheetRelation } = await readBook(zip)
  const targets = await readRelations(zip)
  const firstSheet = targets.get(sheetRelation)
  if (firstSheet === undefined) throw new SheetError('文件里没有工作表')
  return { firstSheet, epoch, strings: await readStrings(zip), isDateStyle: await readStyles(zip) }
}

async function readBook(zip: Zip): Promise<{ epoch: Epoch; sheetRelation: string }> {
  let epoch: Epoch = 1900
  let first: string | undefined
  await readXml(zip.chunks('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr' && isTrue(attributes.date1904)) epoch = 1904
      const isShown = (attributes.state ?? 'visible') === 'visible'
      if (name === 'sheet' && isShown) first ??= attributes['r:id'] ?? relationIn(attributes)
    },
  })
  if (first === undefined) throw new SheetError('文件里没有工作表')
  return { epoch, sheetRelation: first }
}

/** The prefix of the relation is the program's to choose. */
function relationIn(attributes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
}

async function readRelations(zip: Zip): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await readXml(zip.chunks('xl/_rels/workbook.xml.rels'), {
    open(name, { Id, Target }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined) return
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  return targets
}

/** A text may be in pieces of several looks; how Japanese is read aloud (`rPh`) is none of it. */
async function readStrings(zip: Zip): Promise<string[]> {
  const part = 'xl/sharedStrings.xml'
  const strings: string[] = []
  if (!zip.has(part)) return strings
  let [text, isText, isPhonetic] = ['', false, false]
  await readXml(zip.chunks(part), {
    open(name) {
      if (name === 'si') text = ''
      if (name === 'rPh') isPhonetic = true
      isText = name === 't' && !isPhonetic
    },
    text(piece) {
      if (isText) text += piece
    },
    close(name) {
      if (name === 't') isText = false
      if (name === 'rPh') isPhonetic = false
      if (name === 'si' && strings.push(text) > maxStrings)
        throw new SheetError('文件里的文字太多，只留要导入的那张表再试')
    },
  })
  return strings
}

async function readStyles(zip: Zip): Promise<boolean[]> {
  const part = 'xl/styles.xml'
  if (!zip.has(part)) return []
  const formats = new Map<number, string>()
  const styles: number[] = []
  let isCellStyle = false
  await readXml(zip.chunks(part), {
    open(name, attributes) {
      if (name === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      if (name === 'cellXfs') isCellStyle = true
      if (name === 'xf' && isCellStyle) styles.push(Number(attributes.numFmtId ?? 0))
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false
    },
  })
  return styles.map((id) => showsDate(id, formats.get(id)))
}

function isTrue(written: string | undefined): boolean {
  return written === '1' || written === 'true'
}
