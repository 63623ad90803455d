import { writeBook } from '../spreadsheet/write-xlsx.ts'
import type { ReviewReport } from './report.ts'
import { momentText, type SheetCell, sheetsOf } from './sheets.ts'
import { withoutPhones } from './without-phones.ts'
import { daysText } from './words.ts'

/** What a report is called where it stands by itself. */
export const reportName = ({ campaign, period }: ReviewReport): string =>
  campaign === null ? periodName(period) : campaign.plan.name

export const periodName = ({ from, to }: ReviewReport['period']): string => `${from} 至 ${to}`

/** The report as a workbook: what happened in words first, then each table on a sheet of its own. */
export function reportAsBook(report: ReviewReport): Buffer {
  const { period, at, summary } = report
  const words = [
    ['复盘', reportName(report)],
    ['时间', daysText(period)],
    ['截至', momentText(at)],
  ]
  return writeBook([
    { name: '几句话', rows: [...words, ...summary.map((sentence, line) => [`${line + 1}`, sentence])] },
    ...sheetsOf(report).map(({ name, note, columns, rows, empty }) => ({
      name,
      rows: [
        columns,
        ...rows.map(({ cells }) => cells.map(bookCell)),
        ...(rows.length === 0 ? [[empty]] : []),
        ...(note === '' ? [] : [[], [note]]),
      ],
    })),
  ])
}

/** Money in yuan, so that programs add it up. */
function bookCell(cell: SheetCell): string | number {
  if (cell === null) return ''
  if (typeof cell === 'string') return withoutPhones(cell)
  return typeof cell === 'number' ? cell : cell.fen / 100
}
