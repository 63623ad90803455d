import type { AnswerOf, InputOf } from '../../api/operations.ts'
import type { Channel } from '../../design/channels.ts'

export type Head = AnswerOf<'get', '/campaigns'>['items'][number]
export type CampaignDetails = AnswerOf<'get', '/campaigns/{id}'>
export type Plan = Head['plan']
export type Which = InputOf<'get', '/campaigns/{id}/people'>['query']['which']
type GoalKind = NonNullable<Plan['goal']>['kind']

/** Where a campaign stands by its days, as its chip says. */
export const standings = {
  notStarted: { label: '没开始', tone: 'outlined' },
  running: { label: '在走', tone: 'good' },
  over: { label: '结束', tone: 'quiet' },
} as const satisfies Record<Head['standing'], { label: string; tone: string }>

export const goalNames: Record<GoalKind, string> = {
  conversion: '下单转化率',
  orders: '订单数',
  revenue: '销售额',
  friends: '新增好友',
  leads: '新增留资',
}
export const goalUnits: Record<GoalKind, string> = {
  conversion: '%',
  orders: '笔',
  revenue: '元',
  friends: '人',
  leads: '人',
}
export const costNames = { sms: '短信', coupons: '优惠券', staff: '人工', other: '其他' } as const

const listNames: Record<Which, string> = {
  entered: '进入的人',
  held: '空白对照组的人',
  reached: '达到流程目标的人',
  buyers: '下单的人',
  orders: '订单',
  sent: '发出的消息',
  coupons: '核销的优惠券',
  friends: '新增的好友',
  leads: '新增的留资',
}
export const isWhich = (name: unknown): name is Which =>
  typeof name === 'string' && Object.hasOwn(listNames, name)

/** What a list is called: of which flow, on which day. */
export function listTitle(which: Which, flow?: string, day?: string): string {
  const of = [flow, day === undefined ? undefined : dayText(day)].filter((part) => part !== undefined)
  return of.length === 0 ? listNames[which] : `${listNames[which]}（${of.join('，')}）`
}

/** 12月1日 */
export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
export const daysText = ({ from, to }: Pick<Plan, 'from' | 'to'>): string =>
  from === to ? dayText(from) : `${dayText(from)}–${dayText(to)}`

/** How much of the bar is filled, and where the target stands on it: what is more than reached still fits. */
export function barOf(percent: number | null): { filled: number; target: number } {
  const most = Math.max(100, percent ?? 0)
  return { filled: ((percent ?? 0) / most) * 100, target: (100 / most) * 100 }
}

/** A plan as it is being written: every field a text, or a choice. */
export interface PlanForm {
  name: string
  audience: string
  kind: GoalKind | ''
  target: string
  baseline: string
  goalNote: string
  channels: Channel[]
  days: [string, string] | null
  owner: string
  keyActions: string
  expected: string
  budget: string
  otherCost: string
  staffMinutes: string
  flows: string[]
}

export function formOf(plan: Plan | null, owner: string): PlanForm {
  const goal = plan?.goal
  const shown = (value: number | undefined): string =>
    value === undefined ? '' : String(goal?.kind === 'revenue' ? value / 100 : value)
  const yuan = (fen: number | undefined): string => (fen === undefined ? '' : String(fen / 100))
  return {
    name: plan?.name ?? '',
    audience: plan?.audience ?? '',
    kind: goal?.kind ?? '',
    target: shown(goal?.target),
    baseline: shown(goal?.baseline),
    goalNote: plan?.goalNote ?? '',
    channels: [...(plan?.channels ?? [])],
    days: plan ? [plan.from, plan.to] : null,
    owner: plan?.owner ?? owner,
    keyActions: plan?.keyActions ?? '',
    expected: plan?.expected ?? '',
    budget: yuan(plan?.budgetFen),
    otherCost: yuan(plan?.otherCostFen),
    staffMinutes: plan?.staffMinutes === undefined ? '' : String(plan.staffMinutes),
    flows: [...(plan?.flows ?? [])],
  }
}

/** The plan a form says, or at which field it says none. */
export function planIn(form: PlanForm): { plan: Plan } | { places: Record<string, string> } {
  const places: Record<string, string> = {}
  const numberIn = (text: string, place: string, factor = 1): number | undefined => {
    const bare = text.replaceAll(/[,，\s]/g, '')
    if (bare === '') return undefined
    if (!/^\d+(\.\d+)?$/.test(bare)) places[place] = '写数字'
    // 99.90 yuan is 9990 fen, whatever a computer makes of it.
    return Math.round(Number(bare) * factor * 1e4) / 1e4
  }
  const { name, audience, kind, goalNote, channels, days, owner, keyActions, expected, flows } = form
  const inGoal = kind === 'revenue' ? 100 : 1
  const target = kind === '' ? undefined : numberIn(form.target, 'plan.goal.target', inGoal)
  const baseline = kind === '' ? undefined : numberIn(form.baseline, 'plan.goal.baseline', inGoal)
  if (kind !== '' && target === undefined) places['plan.goal.target'] = '写上目标是多少'
  if (days === null) places['plan.from'] = '选开始日和结束日'
  const budgetFen = numberIn(form.budget, 'plan.budgetFen', 100)
  const otherCostFen = numberIn(form.otherCost, 'plan.otherCostFen', 100)
  const staffMinutes = numberIn(form.staffMinutes, 'plan.staffMinutes')
  if (Object.keys(places).length > 0) return { places }
  return {
    plan: {
      ...{ name, audience, goalNote, channels, owner, keyActions, expected, flows },
      from: days?.[0] ?? '',
      to: days?.[1] ?? '',
      ...(kind !== '' && {
        goal: { kind, target: target ?? 0, ...(baseline !== undefined && { baseline }) },
      }),
      ...(budgetFen !== undefined && { budgetFen }),
      ...(otherCostFen !== undefined && { otherCostFen }),
      ...(staffMinutes !== undefined && { staffMinutes }),
    },
  }
}
