import { z } from 'zod'
import { planShape } from '../../../domain/campaigns/plan.ts'
import { standings } from '../../../domain/campaigns/standing.ts'
import { periodNames } from '../../../domain/period.ts'
import { endpoint, fileAnswer } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst'] as const

/** Who takes it along. */
const takers = ['owner', 'marketer', 'analyst'] as const

const mostDays = 92
const dayMs = 86_400_000

/** Both days or none, in their order, and not too many. */
function isSpan({ from, to }: { from?: string; to?: string }): boolean {
  if (from === undefined || to === undefined) return from === to
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  return days >= 1 && days <= mostDays
}

const what = {
  campaign: z.string().min(1).max(64).optional(),
  period: z.enum(periodNames).default('last30'),
  from: z.iso.date('写成 2026-12-01').optional(),
  to: z.iso.date('写成 2026-12-31').optional(),
}
const wrongSpan = {
  path: ['to'],
  error: `开始日和结束日一起写，结束日不早于开始日，一次最多看 ${mostDays} 天；更长的归进一个营销活动来看`,
}
/** A campaign, or days by name or from one to another, both included. */
const asked = z.object(what).refine(isSpan, wrongSpan)

const about = z.object({
  kind: z.enum(['flow', 'content', 'alert', 'test', 'campaign']),
  id: z.string(),
  name: z.string(),
  /** Of a test: which of its flow. */
  place: z.string().optional(),
})
const cell = z.union([z.string(), z.number(), z.object({ fen: z.number() }), z.null()])

const report = z
  .object({
    /** Null of a period. */
    campaign: z
      .object({
        id: z.string(),
        name: z.string(),
        /** How far its goal is; null while that cannot be said. */
        percent: z.number().nullable(),
        countedAt: time.nullable(),
        /** Ids of its flows and 群发. */
        flows: z.array(z.string()),
      })
      .nullable(),
    from: z.string(),
    to: z.string(),
    standing: z.enum(standings),
    /** Up to when it tells. */
    at: time,
    summary: z.array(z.string()),
    /** The same on the page, on paper and in the file. */
    sheets: z.array(
      z.object({
        name: z.string(),
        note: z.string(),
        columns: z.array(z.string()),
        rows: z.array(z.object({ cells: z.array(cell), about: about.nullable() })),
        empty: z.string(),
      }),
    ),
    openHours: z.number(),
  })
  .meta({ id: 'ReviewReport' })

export const review = {
  look: endpoint({
    method: 'get',
    path: '/review',
    summary: 'Report (复盘) of a period or a campaign: what happened, what it cost, alerts, what tests said',
    roles: readers,
    query: asked,
    answer: report,
  }),
  nextPlan: endpoint({
    method: 'get',
    path: '/review/next-plan',
    summary: 'A plan for the round after, from what was reached, what it cost and lessons; nothing is saved',
    roles: takers,
    query: z
      .object({
        ...what,
        /** Ids of lessons, in the order of their actions, joined by commas. */
        lessons: z.string().max(2_000).default(''),
      })
      .refine(isSpan, wrongSpan),
    answer: z.object({ plan: planShape }),
  }),
  takeReport: endpoint({
    method: 'post',
    path: '/review/report',
    summary: 'The tables of a report as an .xlsx file, one sheet each; noted',
    roles: takers,
    body: asked,
    answer: fileAnswer,
    answersFile: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  takeRecords: endpoint({
    method: 'post',
    path: '/review/records',
    summary: 'Everything behind a report, record by record, as a CSV file; noted',
    roles: takers,
    body: asked,
    answer: fileAnswer,
    answersFile: 'text/csv',
  }),
}
