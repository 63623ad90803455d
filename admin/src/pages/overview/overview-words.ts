import type { AnswerOf } from '../../api/operations.ts'
import { figure, money, rate } from '../../design/numbers.ts'
import { dayText } from '../../design/periods.ts'
import {
  type Better,
  type Change,
  countChange,
  type Judged,
  judge,
  moneyChange,
  pointChange,
  share,
} from './changes.ts'

export type Overview = AnswerOf<'get', '/overview'>
export type FigureName = keyof Overview['figures']
type TargetName = keyof Overview['targets']
type Compared = NonNullable<Overview['figures'][FigureName]>
type Amount = Compared['now']

/** A line of a card: what it is, how much now, what it is to be, the change, and whose list stands behind it. */
export interface Line {
  label: string
  note?: string
  value: string
  target?: Judged | undefined
  change: Change
  /** Absent where nothing stands behind it that Kelu has. */
  figure?: FigureName
  /** It opens who answered how, as WeCom tells no records. */
  ofStaff?: true
  /** It cannot be told of a 人群包, and `value` says so. */
  isUntold?: true
}

/** A share of nothing, which nobody is behind. */
export const nothing = '–'
/** Instead of a figure no record of which says in which 人群包 its customer was. */
export const notBySegment = '不分人群包'

const untold = (label: string): Line => ({
  ...{ label, value: notBySegment, isUntold: true },
  change: { text: '', is: 'same' },
})

/** Of a figure that is told, or of one whose line is not shown then. */
export const countOf = ({ figures }: Overview, name: FigureName, which: 'now' | 'before' = 'now'): number =>
  figures[name]?.[which].count ?? 0

function counted(
  { figures }: Overview,
  name: FigureName,
  { label, unit, note, better }: { label: string; unit: string; note?: string; better?: Better },
): Line {
  const told = figures[name]
  if (told === null) return untold(label)
  const { now, before } = told
  return {
    ...{ label, figure: name, value: figure(now.count, unit) },
    change: countChange(now.count, before.count, better),
    ...(note !== undefined && { note }),
  }
}

function shared(
  data: Overview,
  {
    label,
    note,
    part,
    whole,
    target,
    better,
  }: {
    label: string
    note: string
    part: FigureName
    whole: readonly FigureName[]
    target: TargetName
    better?: Better
  },
): Line {
  if ([part, ...whole].some((name) => data.figures[name] === null)) return untold(label)
  const sum = (which: 'now' | 'before') => whole.reduce((all, name) => all + countOf(data, name, which), 0)
  const [now, before] = [sum('now'), sum('before')]
  const [own, then] = [countOf(data, part), countOf(data, part, 'before')]
  return {
    ...{ label, note, figure: part, value: rate(own, now) },
    target: judge(share(own, now), data.targets[target], 'percent'),
    change: pointChange(share(own, now), share(then, before), better),
  }
}

const perOrder = ({ count, sum }: Amount): number | null => (count === 0 ? null : Math.round(sum / count))
const moneyOrNothing = (fen: number | null): string => (fen === null ? nothing : money(fen))

/** 流程: what became of people who entered. */
export function flowLines(data: Overview): Line[] {
  const [sent, failed] = [countOf(data, 'smsSent'), countOf(data, 'smsFailed')]
  return [
    counted(data, 'entered', { label: '触发', unit: '人次' }),
    shared(data, {
      ...{ label: '走完', part: 'through', whole: ['through', 'notThrough'], target: 'finished' },
      note: `${figure(countOf(data, 'through'), '人次')}，走到头的占走出来的`,
    }),
    counted(data, 'notThrough', {
      ...{ label: '没走完', unit: '人次', better: 'below' },
      ...(countOf(data, 'notThrough') > 0 && { note: '各种原因离开的' }),
    }),
    shared(data, {
      ...{ label: '短信失败率', part: 'smsFailed', whole: ['smsSent', 'smsFailed'], target: 'smsFailures' },
      ...{ better: 'below' as const },
      note: `${figure(sent + failed, '条')}里 ${figure(failed, '条')}`,
    }),
  ]
}

/** 互动: what people did with what they got, and how salespeople answered them. */
export function reactionLines(data: Overview): Line[] {
  return [
    shared(data, {
      ...{ label: '邮件打开', part: 'emailOpened', whole: ['emailSent'], target: 'emailOpens' },
      note: `机器打开 ${figure(data.figures.machineOpened?.now.sum ?? 0, '次')}不算`,
    }),
    shared(data, {
      ...{ label: '点击', note: '短信、邮件、小程序', part: 'clicked', whole: ['sent'], target: 'clicks' },
    }),
    counted(data, 'replied', { label: '客户回复', unit: '次' }),
    counted(data, 'tasksDone', { label: '做完的待办', unit: '件' }),
  ]
}

/** 转化: what came of it in the shop. */
export function orderLines(data: Overview): Line[] {
  const conversion = shared(data, {
    ...{ label: '转化率', part: 'goals', whole: ['entered'], target: 'conversion' },
    note: `${figure(countOf(data, 'entered'), '人次')}触发，${figure(countOf(data, 'goals'), '人次')}达成流程的目标`,
  })
  const { orders } = data.figures
  if (orders === null) return [...['订单', '营收', '客单价'].map(untold), conversion]
  const [now, before] = [perOrder(orders.now), perOrder(orders.before)]
  return [
    counted(data, 'orders', { label: '订单', unit: '笔', note: '付了款、没有全退的' }),
    {
      ...{ label: '营收', note: '减去退款', figure: 'orders', value: money(orders.now.sum) },
      change: countChange(orders.now.sum, orders.before.sum),
    },
    {
      ...{ label: '客单价', figure: 'orders', value: moneyOrNothing(now) },
      target: judge(now, data.targets.averageOrderFen, 'fen'),
      change: moneyChange(now, before),
    },
    conversion,
  ]
}

/** MQL and SQL as the settings say who is one. */
export function leadLines(data: Overview): Line[] {
  if (!data.hasLeads) return []
  const mql = counted(data, 'mql', { label: 'MQL', unit: '人次', note: '走进设置里定的流程' })
  const rateOf = shared(data, {
    ...{ label: 'MQL→SQL', part: 'sql', whole: ['mql'], target: 'mqlToSql' },
    note: `${figure(countOf(data, 'sql'), '件')}待办的结果算 SQL，定义在设置里`,
  })
  return [mql, rateOf]
}

/** 86% · 6 分: how salespeople answered, as WeCom counts it. */
export function replyLines({ replies, targets }: Overview): Line[] {
  if (replies === null) return []
  const note = `企业微信统计，到 ${dayText(replies.until)}`
  const unknown: Change = { text: '', is: 'same' }
  return [
    {
      ...{ label: '导购回复', note, change: unknown, ofStaff: true },
      value: replies.percent === null ? nothing : `${Math.round(replies.percent)}%`,
      target: judge(replies.percent, targets.replies, 'percent'),
    },
    {
      ...{ label: '首次回复', note, change: unknown, ofStaff: true },
      value: replies.minutes === null ? nothing : `${Math.round(replies.minutes)} 分`,
      target: judge(replies.minutes, targets.replyMinutes, 'minutes'),
    },
  ]
}

/** The page in one sentence, for who has ten seconds: what rings first, then the goals. */
export function headline(data: Overview, openAlerts: number): string {
  const [entered, { orders }] = [countOf(data, 'entered'), data.figures]
  const conversion = share(countOf(data, 'goals'), entered)
  const target = data.targets.conversion
  const ringing = openAlerts === 0 ? '' : `，${openAlerts} 个数在响预警`
  if (conversion !== null && target !== undefined) {
    return `${conversion >= target.value ? '转化到了目标' : '转化还没到目标'}${ringing || '，没有预警'}`
  }
  if (orders === null)
    return entered === 0 ? `这些天还没有数${ringing}` : `${figure(entered, '人次')}触发${ringing}`
  if (orders.now.count === 0 && entered === 0) return `这些天还没有数${ringing}`
  const { is } = countChange(orders.now.sum, orders.before.sum)
  const money = { better: '营收比之前多', worse: '营收比之前少', same: '营收和之前差不多' }[is]
  return `${money}${ringing || '，没有预警'}`
}
