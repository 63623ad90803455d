import type { Report, ReportContents, ReportSection } from '../../models/reports.ts'
import { moneyText } from '../campaigns/numbers.ts'
import { localTime } from '../local-time.ts'
import { writeXlsx } from '../spreadsheet/write-xlsx.ts'
import { alertWords, figureIn, shareWords } from './figure-words.ts'

type Days = Pick<Report, 'kind' | 'from' | 'to'>
type Which = 'now' | 'before'

/** A row of the table: what it is called, and what it was then. */
const rows: readonly { title: string; of: (section: ReportSection, which: Which) => string }[] = [
  counted('触发（人次）', 'entered'),
  shared('走完的比例', 'through', 'notThrough'),
  counted('发出（条）', 'sent'),
  counted('短信失败（条）', 'smsFailed'),
  shared('短信失败率', 'smsFailed', 'smsSent'),
  counted('点击（人次）', 'clicked'),
  counted('订单（笔）', 'orders'),
  {
    title: '营收',
    of: ({ figures }, which) => moneyText(figureIn(figures, 'orders')[which].sum),
  },
  counted('达成目标（人次）', 'goals'),
  counted('做完的待办（件）', 'tasksDone'),
]

function counted(title: string, name: string) {
  return {
    title,
    of: ({ figures }: ReportSection, which: Which) => String(figureIn(figures, name)[which].count),
  }
}

/** Of two figures that are everything together. */
function shared(title: string, part: string, rest: string) {
  return {
    title,
    of({ figures }: ReportSection, which: Which) {
      const own = figureIn(figures, part)[which].count
      return shareWords(own, own + figureIn(figures, rest)[which].count) ?? '–'
    },
  }
}

/** The figures of each 门店 beside those of the days before, what stands now, and what rang: a table for Excel. */
export function writeReportFile(
  { kind, from, to }: Days,
  { sections, alerts }: ReportContents,
): { filename: string; bytes: Buffer } {
  const [present, before] = kind === 'weekly' ? ['这一周', '前一周'] : ['这一天', '前一天']
  const head = ['门店', '数据', present, before]
  const table = sections.flatMap((section) => {
    if (section.state === 'closed') return [[section.name, '不在门店名单里了', '', '']]
    const { followUps, unconfirmed } = section
    return [
      ...rows.map(({ title, of }) => [section.name, title, of(section, 'now'), of(section, 'before')]),
      [section.name, '待办没做完（现在）', String(followUps.open), ''],
      [section.name, '待办超时（现在）', String(followUps.late), ''],
      [section.name, '没确认群发的导购（现在）', String(unconfirmed.staff), ''],
    ]
  })
  const rang = alerts.map((alert) => [
    '预警',
    localTime(alert.rangAt).toFormat('M月d日 HH:mm'),
    alertWords(alert),
    '',
  ])
  const title = kind === 'weekly' ? '周报' : '日报'
  return {
    filename: `${title} ${from} ${to}.xlsx`,
    bytes: writeXlsx(title, [head, ...table, ...rang]),
  }
}
