import { z } from 'zod'
import { type CampaignPlan, type GoalKind, goalKinds } from '../../models/campaigns.ts'
import { channels } from '../../models/customer.ts'
import { idSchema } from '../language/names.ts'

export const goalNames: Record<GoalKind, string> = {
  conversion: '下单转化率',
  orders: '订单数',
  revenue: '销售额',
  friends: '新增好友',
  leads: '新增留资',
}

/** The longest campaign, in days: what was counted of it must still be there when it ends. */
export const longestDays = 366
const mostFlows = 50
/** A thousand million yuan: far below what a number holds exactly. */
const mostFen = 100_000_000_000

const words = (most: number) => z.string().trim().max(most, `最多 ${most} 个字`).default('')
const whole = (what: string) => z.int(`${what}是 0 以上的整数`).min(0, `${what}是 0 以上的整数`)
const fen = (what: string) =>
  z.int(`${what}写到分为止`).min(0, `${what}不能是负数`).max(mostFen, `${what}太大了`)
const day = z.iso.date('写成 2026-12-01')

const goalSchema = z
  .object({
    kind: z.enum(goalKinds, '选一种目标'),
    target: z.number('写上目标是多少').positive('目标要大于 0').max(mostFen, '目标太大了'),
    baseline: z
      .number('平时是多少写数字')
      .min(0, '平时的数不能是负数')
      .max(mostFen, '平时的数太大了')
      .optional(),
  })
  .superRefine(({ kind, target, baseline }, context) => {
    for (const [path, value] of Object.entries({ target, baseline })) {
      if (value === undefined) continue
      const fault = unfit(kind, value)
      if (fault !== null) context.addIssue({ code: 'custom', path: [path], message: fault })
    }
  })

function unfit(kind: GoalKind, value: number): string | null {
  if (kind === 'conversion') {
    if (value > 100) return '转化率不超过 100%'
    // Beyond two places a percent says nothing of any crowd there is.
    return Math.abs(value * 100 - Math.round(value * 100)) > 1e-6 ? '转化率最多两位小数' : null
  }
  if (Number.isInteger(value)) return null
  return kind === 'revenue' ? '金额写到分为止' : '写整数'
}

/** What a plan is made of, one field at a time. */
export const planShape = z.object({
  name: z.string('写上活动名称').trim().min(1, '写上活动名称').max(60, '最多 60 个字'),
  audience: words(300),
  goal: goalSchema.optional(),
  goalNote: words(300),
  channels: z.array(z.enum(channels)).max(channels.length).default([]),
  from: day,
  to: day,
  owner: words(30),
  keyActions: words(2_000),
  expected: words(1_000),
  budgetFen: fen('预算').optional(),
  otherCostFen: fen('其他花费').optional(),
  staffMinutes: whole('人工分钟').max(10_000_000, '人工分钟太多了').optional(),
  flows: z.array(idSchema).max(mostFlows, `最多 ${mostFlows} 个流程和群发`).default([]),
})

/** A plan as it may be stored; faults are sentences (zh-CN) at their fields. */
export const planSchema = planShape
  .superRefine(({ from, to }, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', path: ['to'], message })
    if (to < from) issue('结束日不能早于开始日')
    else if (daysBetween(from, to) > longestDays) issue(`一个活动最长 ${longestDays} 天`)
  })
  .transform(
    ({ channels: chosen, flows, ...plan }): CampaignPlan => ({
      ...plan,
      channels: channels.filter((channel) => chosen.includes(channel)),
      flows: [...new Set(flows)],
    }),
  )

/** Both included. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
