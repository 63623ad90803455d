import type { AnswerOf } from '../../api/operations.ts'
import { figure, money, rate } from '../../design/numbers.ts'
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
type Amount = Overview['figures'][FigureName]['now']

/** A line of a card: what it is, how much now, what it is to be, the change, and whose list stands behind it. */
export interface Line {
  label: string
  note?: string
  value: string
  target?: Judged | undefined
  change: Change
  /** Absent = WeCom tells a number and no records. */
  figure?: FigureName
}

/** A share of nothing, which nobody is behind. */
export const nothing = '–'

function counted(
  { figures }: Overview,
  name: FigureName,
  { label, unit, note, better }: { label: string; unit: string; note?: string; better?: Better },
): Line {
  const { now, before } = figures[name]
  return {
    ...{ label, figure: name, value: figure(now.count, unit) },
    change: countChange(now.count, before.count, better),
    ...(note !== undefined && { note }),
  }
}

function shared(
  { figures, targets }: Overview,
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
  const sum = (which: 'now' | 'before') => whole.reduce((all, name) => all + figures[name][which].count, 0)
  const [now, before] = [sum('now'), sum('before')]
  const [own, then] = [figures[part].now.count, figures[part].before.count]
  return {
    ...{ label, note, figure: part, value: rate(own, now) },
    target: judge(share(own, now), targets[target], 'percent'),
    change: pointChange(share(own, now), share(then, before), better),
  }
}

const perOrder = ({ count, sum }: Amount): number | null => (count === 0 ? null : Math.round(sum / count))
const moneyOrNothing = (fen: number | null): string => (fen === null ? nothing : money(fen))

/** 流程: what became of people who entered. */
export function flowLines(data: Overview): Line[] {
  const { notThrough, through, smsFailed, smsSent } = data.figures
  return [
    counted(data, 'entered', { label: '触发', unit: '人次' }),
    shared(data, {
      ...{ label: '走完', part: 'through', whole: ['through', 'notThrough'], target: 'finished' },
      note: `${figure(through.now.count, '人次')}，走到头的占走出来的`,
    }),
    counted(data, 'notThrough', {
      ...{ label: '没走完', unit: '人次', better: 'below' },
      ...(notThrough.now.count > 0 && { note: '各种原因离开的' }),
    }),
    shared(data, {
      ...{ label: '短信失败率', part: 'smsFailed', whole: ['smsSent', 'smsFailed'], target: 'smsFailures' },
      ...{ better: 'below' as const },
      note: `${figure(smsSent.now.count + smsFailed.now.count, '条')}里 ${figure(smsFailed.now.count, '条')}`,
    }),
  ]
}

/** 互动: what people did with what they got, and how salespeople answered them. */
export function reactionLines(data: Overview): Line[] {
  const { machineOpened } = data.figures
  return [
    shared(data, {
      ...{ label: '邮件打开', part: 'emailOpened', whole: ['emailSent'], target: 'emailOpens' },
      note: `机器打开 ${figure(machineOpened.now.sum, '次')}不算`,
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
  const { orders, goals, entered } = data.figures
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
    shared(data, {
      ...{ label: '转化率', part: 'goals', whole: ['entered'], target: 'conversion' },
      note: `${figure(entered.now.count, '人次')}触发，${figure(goals.now.count, '人次')}达成流程的目标`,
    }),
  ]
}

/** 86% · 6 分: how salespeople answered, as WeCom counts it. */
export function replyLines({ replies, targets }: Overview): Line[] {
  if (replies === null) return []
  const note = `企业微信统计，到 ${Number(replies.until.slice(5, 7))}月${Number(replies.until.slice(8))}日`
  const unknown: Change = { text: '', is: 'same' }
  return [
    {
      ...{ label: '导购回复', note, change: unknown },
      value: replies.percent === null ? nothing : `${Math.round(replies.percent)}%`,
      target: judge(replies.percent, targets.replies, 'percent'),
    },
    {
      ...{ label: '首次回复', note, change: unknown },
      value: replies.minutes === null ? nothing : `${Math.round(replies.minutes)} 分`,
      target: judge(replies.minutes, targets.replyMinutes, 'minutes'),
    },
  ]
}

/** The page in one sentence, for who has ten seconds: what rings first, then the goals. */
export function headline(data: Overview, openAlerts: number): string {
  const { entered, goals, orders } = data.figures
  const conversion = share(goals.now.count, entered.now.count)
  const target = data.targets.conversion
  const ringing = openAlerts === 0 ? '' : `，${openAlerts} 个数在响预警`
  if (conversion !== null && target !== undefined) {
    return `${conversion >= target.value ? '转化到了目标' : '转化还没到目标'}${ringing || '，没有预警'}`
  }
  if (orders.now.count === 0 && entered.now.count === 0) return `这些天还没有数${ringing}`
  const { is } = countChange(orders.now.sum, orders.before.sum)
  const money = { better: '营收比之前多', worse: '营收比之前少', same: '营收和之前差不多' }[is]
  return `${money}${ringing || '，没有预警'}`
}
