import { countText, moneyText } from '../campaigns/numbers.ts'
import type { Standing } from '../campaigns/standing.ts'
import type { Amount } from '../insights/overview/overview.ts'
import type { FigureName } from '../insights/overview/shown-figures.ts'
import type { Period } from '../period.ts'
import type { AlertLine } from './alert-lines.ts'
import type { Spent } from './spent.ts'
import { changeText, daysIn, daysText, shareText } from './words.ts'

/** The figures of 总览 a report tells. */
export const told = [
  'entered',
  'through',
  'sent',
  'smsSent',
  'smsFailed',
  'skipped',
  'emailOpened',
  'clicked',
  'replied',
  'orders',
  'goals',
  'tasksDone',
] as const satisfies FigureName[]
export type Totals = Record<(typeof told)[number], Amount>

export interface Facts {
  period: Period
  standing: Standing
  /** Of those, flows anybody entered. */
  flows: number
  totals: Totals
  /** Of as many days before; null of a campaign, whose days before are no other round of it. */
  before: Totals | null
  /** How far the goal of a campaign is; null of a period. */
  goal: { says: string; baselineSays: string | null } | null
  spent: Spent
  alerts: readonly Pick<AlertLine, 'title' | 'cause' | 'closedAt' | 'ended'>[]
  tests: readonly { name: string; says: string }[]
}

/** What happened, in three to five sentences that say nothing the figures do not. */
export function summaryOf(facts: Facts): string[] {
  const { standing, goal, spent } = facts
  if (standing === 'notStarted') return ahead(facts)
  return [
    enteredWords(facts),
    reactionWords(facts.totals),
    goal === null ? orderWords(facts) : sentence([goal.says, goal.baselineSays]),
    sentence([spent.says, spent.eachSays]),
    sentence([alertWords(facts.alerts), testWords(facts.tests)], '；'),
  ]
}

function ahead({ period, goal, spent }: Facts): string[] {
  return [
    `${daysText(period)}还没到，到那天才开始有数。`,
    goal === null ? '现在没有人进入，也没有订单可说。' : `${goal.says}。`,
    goal === null ? '要看已经过去的，换一段时间。' : `${spent.says}。`,
  ]
}

function enteredWords({ period, standing, flows, totals: { entered, sent }, before }: Facts): string {
  const when = `${daysText(period)}${standing === 'running' ? '（还没完）' : ''}`
  if (entered.count === 0) {
    return sent.count === 0
      ? `${when}没有人进入流程，也没有发出消息。`
      : `${when}没有新的人进入流程，发出 ${countText(sent.count)} 条消息。`
  }
  const change = before && changeText(entered.count, before.entered.count)
  return sentence([
    `${when}有 ${countText(entered.count)} 人次进入 ${countText(flows)} 个流程`,
    `发出 ${countText(sent.count)} 条消息`,
    change && `进入的人次${against(period, change)}`,
  ])
}

function reactionWords({ emailOpened, clicked, replied, smsSent, smsFailed }: Totals): string {
  const heard = [
    emailOpened.count > 0 && `打开邮件 ${countText(emailOpened.count)} 次`,
    clicked.count > 0 && `点击 ${countText(clicked.count)} 次`,
    replied.count > 0 && `回复 ${countText(replied.count)} 次`,
  ].filter((part) => part !== false)
  const tried = smsSent.count + smsFailed.count
  const failed =
    tried === 0
      ? null
      : smsFailed.count === 0
        ? `${countText(tried)} 条短信都发出去了`
        : `${countText(tried)} 条短信里 ${countText(smsFailed.count)} 条没送到`
  const share = smsFailed.count === 0 ? null : shareText(smsFailed.count, tried)
  return sentence(
    [
      heard.length === 0 ? '没有打开、点击和回复' : heard.join('、'),
      failed && `${failed}${share === null ? '' : `（${share}）`}`,
    ],
    '；',
  )
}

function orderWords({ period, totals: { orders, goals }, before }: Facts): string {
  if (orders.count === 0 && goals.count === 0) return '没有订单，也没有人达到流程的目标。'
  const change = before && changeText(orders.sum, before.orders.sum)
  return sentence([
    orders.count === 0
      ? '没有订单'
      : `${countText(orders.count)} 笔订单、${moneyText(orders.sum)}（退款已扣）`,
    change && `金额${against(period, change)}`,
    goals.count === 0 ? '没有人达到流程的目标' : `${countText(goals.count)} 人次达到流程的目标`,
  ])
}

const against = (period: Period, change: string): string =>
  change === '一样' ? `和前 ${daysIn(period)} 天一样` : `比前 ${daysIn(period)} 天${change}`

function alertWords(alerts: Facts['alerts']): string {
  const [first] = alerts
  if (first === undefined) return '没有响过预警'
  const open = alerts.filter(({ closedAt }) => closedAt === null).length
  if (alerts.length === 1) {
    return `响过一次预警「${first.title}」，${first.cause === null ? first.ended : `原因是${first.cause}，${first.ended}`}`
  }
  return `响过 ${alerts.length} 次预警，${open === 0 ? '都写了原因和处理' : `${open} 次还没有写原因`}`
}

function testWords(tests: Facts['tests']): string {
  const [first] = tests
  if (first === undefined) return '这些流程没有 A/B 测试'
  const others = tests.length === 1 ? '' : `（另有 ${tests.length - 1} 个，见下面）`
  return `测试「${first.name}」：${first.says.replace(/。$/, '')}${others}`
}

const sentence = (parts: readonly (string | null | false)[], between = '，'): string =>
  `${parts.filter((part) => part).join(between)}。`
