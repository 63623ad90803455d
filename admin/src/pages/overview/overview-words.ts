import type { AnswerOf } from '../../api/operations.ts'
import { figure, money, rate } from '../../design/numbers.ts'

export type Overview = AnswerOf<'get', '/overview'>
export type FigureName = keyof Overview['figures']
type Amount = Overview['figures'][FigureName]['now']

/** A line of a card: what it is, how much now, the change, and whose list stands behind it. */
export interface Line {
  label: string
  note?: string
  value: string
  change: string
  figure: FigureName
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100)

/** +14% · −4% · 没变; of nothing before there is no share. */
export function countChange(now: number, before: number): string {
  if (before === 0) return now === 0 ? '没变' : '之前没有'
  const percent = Math.round(((now - before) / before) * 100)
  return percent === 0 ? '没变' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`
}

/** +1.2 点, of two shares; – where one of them is of nothing. */
export function pointChange(now: number | null, before: number | null): string {
  if (now === null || before === null) return '–'
  const points = Math.round((now - before) * 10) / 10
  return points === 0 ? '没变' : `${points > 0 ? '+' : '−'}${Math.abs(points)} 点`
}

function counted({ figures }: Overview, name: FigureName, label: string, unit: string, note?: string): Line {
  const { now, before } = figures[name]
  return {
    ...{ label, figure: name, value: figure(now.count, unit), change: countChange(now.count, before.count) },
    ...(note !== undefined && { note }),
  }
}

function shared(
  { figures }: Overview,
  {
    label,
    note,
    part,
    whole,
  }: { label: string; note: string; part: FigureName; whole: readonly FigureName[] },
): Line {
  const sum = (which: 'now' | 'before') => whole.reduce((all, name) => all + figures[name][which].count, 0)
  const [now, before] = [sum('now'), sum('before')]
  const [own, then] = [figures[part].now.count, figures[part].before.count]
  return {
    ...{ label, note, figure: part, value: rate(own, now) },
    change: pointChange(share(own, now), share(then, before)),
  }
}

const perOrder = ({ count, sum }: Amount): string => (count === 0 ? '–' : money(Math.round(sum / count)))

/** 流程: what became of people who entered. */
export function flowLines(data: Overview): Line[] {
  const { notThrough, through, smsFailed, smsSent } = data.figures
  return [
    counted(data, 'entered', '触发', '人次'),
    shared(data, {
      ...{ label: '走完', part: 'through', whole: ['through', 'notThrough'] },
      note: `${figure(through.now.count, '人次')}，走到头的占走出来的`,
    }),
    counted(data, 'notThrough', '没走完', '人次', notThrough.now.count === 0 ? undefined : '各种原因离开的'),
    shared(data, {
      ...{ label: '短信失败率', part: 'smsFailed', whole: ['smsSent', 'smsFailed'] },
      note: `${figure(smsSent.now.count + smsFailed.now.count, '条')}里 ${figure(smsFailed.now.count, '条')}，目标低于 1%`,
    }),
  ]
}

/** 互动: what people did with what they got. */
export function reactionLines(data: Overview): Line[] {
  const { machineOpened } = data.figures
  return [
    shared(data, {
      ...{ label: '邮件打开', part: 'emailOpened', whole: ['emailSent'] },
      note: `机器打开 ${figure(machineOpened.now.sum, '次')}不算`,
    }),
    shared(data, { label: '点击', note: '短信、邮件、小程序', part: 'clicked', whole: ['sent'] }),
    counted(data, 'replied', '客户回复', '次'),
    counted(data, 'tasksDone', '做完的待办', '件'),
  ]
}

/** 转化: what came of it in the shop. */
export function orderLines(data: Overview): Line[] {
  const { orders } = data.figures
  return [
    counted(data, 'orders', '订单', '笔', '付了款、没有全退的'),
    {
      ...{ label: '营收', note: '减去退款', figure: 'orders' },
      value: money(orders.now.sum),
      change: countChange(orders.now.sum, orders.before.sum),
    },
    {
      ...{ label: '客单价', figure: 'orders', value: perOrder(orders.now) },
      change: `之前 ${perOrder(orders.before)}`,
    },
    counted(data, 'goals', '达成目标', '人次', '流程里设的目标'),
  ]
}

/** 86% · 6 分: how salespeople answered, as WeCom counts it. */
export function repliesText({ replies }: Overview): string {
  if (replies === null || replies.percent === null) return '企业微信还没有给出这些天的回复统计'
  const minutes = replies.minutes === null ? '' : `，首次回复平均 ${Math.round(replies.minutes)} 分`
  return `导购回复了 ${Math.round(replies.percent)}% 的聊天${minutes}（企业微信统计，到 ${replies.until}）`
}
