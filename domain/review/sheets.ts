import { channelLabels, labelOf } from '../audience/labels.ts'
import { moneyText } from '../campaigns/numbers.ts'
import { standingNames } from '../campaigns/standing.ts'
import { localTime } from '../local-time.ts'
import type { ReviewReport } from './report.ts'
import type { Totals } from './summary.ts'
import { changeText, daysIn, daysText, shareText } from './words.ts'

/** What a row is about, for whoever wants to look at it. */
export interface About {
  kind: 'flow' | 'content' | 'alert' | 'test' | 'campaign'
  id: string
  name: string
  /** Of a test: which of its flow. */
  place?: string
}

/** Words, how many, money in whole fen; null where it does not apply. */
export type SheetCell = string | number | { fen: number } | null

/** One table of a report: the same on the page, on paper and in the file. */
export interface ReviewSheet {
  name: string
  note: string
  columns: string[]
  rows: { cells: SheetCell[]; about: About | null }[]
  /** What is said where there are no rows. */
  empty: string
}

const fen = (amount: number | null): SheetCell => (amount === null ? null : { fen: amount })
/** 2026-12-01 14:05, by the company's clock. */
export const momentText = (at: Date): string => localTime(at).toFormat('yyyy-MM-dd HH:mm')

/** Every table of a report, in the order people read them. */
export function sheetsOf(report: ReviewReport): ReviewSheet[] {
  return [
    ...(report.campaign === null ? [] : [planSheet(report, report.campaign)]),
    totalSheet(report),
    flowSheet(report),
    contentSheet(report),
    storeSheet(report),
    spentSheet(report),
    alertSheet(report),
    testSheet(report),
  ]
}

const bare = (cells: SheetCell[]) => ({ cells, about: null })

function planSheet(
  { period, standing }: ReviewReport,
  { plan, goal, forecast, countedAt }: NonNullable<ReviewReport['campaign']>,
): ReviewSheet {
  const rows: [string, string][] = [
    ['活动', plan.name],
    ['时间', `${daysText(period)}，${standingNames[standing]}`],
    ['目标人群', plan.audience],
    ['渠道', plan.channels.map((channel) => channelLabels[channel]).join('、')],
    ['负责人', plan.owner],
    ['目标和结果', goal.says],
    ['和平时比', goal.baselineSays ?? ''],
    ['预计', standing === 'running' ? forecast.says : ''],
    ['预算', plan.budgetFen === undefined ? '没有写' : moneyText(plan.budgetFen)],
    ['关键动作', plan.keyActions],
    ['预期效果', plan.expected],
    ['统计于', countedAt === null ? '正在统计' : momentText(countedAt)],
  ]
  return {
    ...{ name: '活动和目标', note: '', columns: ['项目', '内容'], empty: '' },
    rows: rows.filter(([, says]) => says !== '').map((cells) => bare(cells)),
  }
}

type Line = [name: string, amount: (totals: Totals) => { value: number; isFen?: true }]
const count =
  (name: keyof Totals) =>
  (totals: Totals): { value: number } => ({ value: totals[name].count })
const sum =
  (name: keyof Totals) =>
  (totals: Totals): { value: number; isFen: true } => ({ value: totals[name].sum, isFen: true })

const lines: Line[] = [
  ['进入流程（人次）', count('entered')],
  ['走完流程（人次）', count('through')],
  ['发出的消息', count('sent')],
  ['没有发的消息', count('skipped')],
  ['发出的短信', count('smsSent')],
  ['没送到的短信', count('smsFailed')],
  ['打开邮件', count('emailOpened')],
  ['点击', count('clicked')],
  ['回复', count('replied')],
  ['达到流程目标（人次）', count('goals')],
  ['目标带来的金额', sum('goals')],
]
/** Known of a period alone: orders and follow-ups are of no flow. */
const periodLines: Line[] = [
  ['订单', count('orders')],
  ['订单金额（退款已扣）', sum('orders')],
  ['完成的跟进', count('tasksDone')],
]

function totalSheet({ totals, before, period, orders, campaign }: ReviewReport): ReviewSheet {
  const cell = ({ value, isFen }: { value: number; isFen?: true }): SheetCell =>
    isFen ? { fen: value } : value
  if (before !== null) {
    return {
      ...{ name: '合计', note: `和前 ${daysIn(period)} 天比`, empty: '' },
      columns: ['指标', '这段时间', `前 ${daysIn(period)} 天`, '变化'],
      rows: [...lines, ...periodLines].map(([name, amount]) => {
        const [now, then] = [amount(totals), amount(before)]
        return bare([name, cell(now), cell(then), changeText(now.value, then.value) ?? '–'])
      }),
    }
  }
  const bought: [string, SheetCell][] = [
    ['下单的人', orders?.buyers ?? null],
    ['订单', orders?.count ?? null],
    ['订单金额（退款已扣）', fen(orders?.fen ?? null)],
  ]
  return {
    ...{ name: '合计', empty: '' },
    note: campaign?.countedAt === null ? '订单正在统计' : '订单是进入过的人、进入以后付款的',
    columns: ['指标', '数'],
    rows: [
      ...lines.map(([name, amount]) => bare([name, cell(amount(totals))])),
      ...bought.map((row) => bare(row)),
    ],
  }
}

function flowSheet({ flows }: ReviewReport): ReviewSheet {
  return {
    ...{ name: '各个流程', note: '进入的多的在前；不满 30 人次的不算率', empty: '没有人走进流程' },
    columns: [
      '流程',
      '进入',
      '走完',
      '发出',
      '没送到',
      '打开',
      '点击',
      '回复',
      '达成目标',
      '达成率',
      '目标金额',
    ],
    rows: flows.map((row) => ({
      cells: [
        row.earlierNames.length === 0
          ? row.name
          : `${row.name}（这段时间里叫过「${row.earlierNames.join('」「')}」）`,
        ...[
          row.entered,
          row.completed,
          row.sent,
          row.failed,
          row.opened,
          row.clicked,
          row.replied,
          row.goals,
        ],
        shareText(row.goals, row.entered) ?? '–',
        fen(row.goalsFen),
      ],
      about: { kind: 'flow', id: row.flow, name: row.name },
    })),
  }
}

const otherChannels: Record<string, string> = { followUp: '导购跟进', words: '导购话术' }
export const channelName = (channel: string): string =>
  otherChannels[channel] ?? labelOf(channelLabels, channel)

function contentSheet({ contents, campaign }: ReviewReport): ReviewSheet {
  const isPeriod = campaign === null
  return {
    name: '渠道和内容',
    note: isPeriod ? '订单按线性归因分' : '花费是短信费',
    empty: '没有发出内容',
    columns: [
      ...['渠道', '内容', '发出', '没送到', '打开', '点击', '回复', '点击率'],
      ...(isPeriod ? ['带来订单', '带来金额'] : []),
      '花费',
    ],
    rows: contents.map((row) => ({
      cells: [
        ...[channelName(row.channel), row.name, row.sent, row.failed, row.opened, row.clicked, row.replied],
        shareText(row.clicked, row.sent) ?? '–',
        ...(isPeriod ? [row.orders, fen(row.ordersFen)] : []),
        fen(row.costFen),
      ],
      // What salespeople do by themselves has no page.
      about: otherChannels[row.content] ? null : { kind: 'content', id: row.content, name: row.name },
    })),
  }
}

function storeSheet({ stores, campaign }: ReviewReport): ReviewSheet {
  const isPeriod = campaign === null
  return {
    ...{ name: '门店', note: '按客户当时的门店', empty: '没有门店的数' },
    columns: ['门店', '进入', '发出', '点击', '回复', '达成目标', ...(isPeriod ? ['订单', '订单金额'] : [])],
    rows: stores.map((row) =>
      bare([
        ...[row.name, row.entered, row.sent, row.clicked, row.replied, row.goals],
        ...(isPeriod ? [row.orders, fen(row.ordersFen)] : []),
      ]),
    ),
  }
}

function spentSheet({ spent }: ReviewReport): ReviewSheet {
  return {
    ...{ name: '花费', note: spent.says, empty: '' },
    columns: ['项目', '金额', '怎么算的'],
    rows: [
      ...spent.lines.map(({ name, fen: amount, says }) => bare([name, fen(amount), says])),
      bare(['合计', fen(spent.totalFen), spent.eachSays]),
    ],
  }
}

function alertSheet({ alerts }: ReviewReport): ReviewSheet {
  return {
    ...{ name: '预警', note: '', empty: '没有响过预警' },
    columns: ['预警', '响起', '当时', '原因', '做了什么', '以后怎么免', '结果'],
    rows: alerts.map(({ id, title, rangAt, stood, cause, action, prevention, ended }) => ({
      cells: [title, momentText(rangAt), stood, cause ?? '还没写', action ?? '还没写', prevention, ended],
      about: { kind: 'alert', id, name: title },
    })),
  }
}

function testSheet({ tests }: ReviewReport): ReviewSheet {
  return {
    ...{ name: 'A/B 测试', note: tests.length === 0 ? '' : '到现在为止', empty: '这些流程没有 A/B 测试' },
    columns: ['测试', '结论', '依据'],
    rows: tests.map(({ flow, place, name, says, details }) => ({
      cells: [name, says, details.join('；') || null],
      about: { kind: 'test', id: flow, place, name },
    })),
  }
}
