import { z } from 'zod'
import { periodNames } from '../../../domain/period.ts'
import { endpoint } from '../core/endpoint.ts'

const readers = ['owner', 'marketer', 'analyst', 'finance', 'lead', 'sales'] as const
/** Who works commission out. */
const takers = ['owner', 'finance', 'lead'] as const

const mostDays = 31
const dayMs = 86_400_000

/** By name, or from one day of the company to another, both included. */
const asked = z
  .object({
    period: z.enum(periodNames).default('last7'),
    from: z.iso.date('写成 2026-12-01').optional(),
    to: z.iso.date('写成 2026-12-31').optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ['to'],
    error: '开始日和结束日一起写，或都不写',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || isPeriod(from, to), {
    path: ['to'],
    error: `结束日不早于开始日，一次最多看 ${mostDays} 天`,
  })

function isPeriod(from: string, to: string): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  return days >= 1 && days <= mostDays
}

const row = z
  .object({
    userid: z.string(),
    /** Null of whom the directory does not know: the till said it. */
    name: z.string().nullable(),
    department: z.string(),
    store: z.object({ code: z.string(), name: z.string() }).nullable(),
    sends: z.number(),
    clicks: z.number(),
    tasks: z.number(),
    orders: z.number(),
    /** Net of refunds. */
    fen: z.number(),
    /** 联系客户统计 of WeCom for these days, on the first row of somebody; null where none were told. */
    wecom: z
      .object({
        /** How many of the days were told. */
        days: z.number(),
        chats: z.number(),
        messages: z.number(),
        contacts: z.number(),
        losses: z.number(),
        replyPercent: z.number().nullable(),
        replyMinutes: z.number().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'CreditRow' })

const sum = z.object({ orders: z.number(), fen: z.number() })

const answer = z.object({
  from: z.string(),
  to: z.string(),
  /** How orders are credited, in words. */
  rule: z.string(),
  items: z.array(row),
  /** The last day WeCom told figures of within the period; null = none. */
  wecomUntil: z.string().nullable(),
  credited: sum,
  /** Null for who does not see everybody. */
  uncredited: sum.nullable(),
})

export const credit = {
  look: endpoint({
    method: 'get',
    path: '/credit',
    summary: 'What salespeople sent and finished, and the orders credited to them',
    roles: readers,
    query: asked,
    answer,
  }),
  take: endpoint({
    method: 'post',
    path: '/credit/export',
    summary: 'The same to take along, for commission; noted',
    roles: takers,
    body: asked,
    answer,
  }),
}
