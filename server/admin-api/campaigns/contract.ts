import { z } from 'zod'
import { costKinds } from '../../../domain/campaigns/cost.ts'
import { planSchema, planShape } from '../../../domain/campaigns/plan.ts'
import { fileKinds } from '../../../domain/campaigns/plan-file.ts'
import { standings } from '../../../domain/campaigns/standing.ts'
import { headStates } from '../../../models/definitions.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'

const changers = ['owner', 'marketer', 'analyst'] as const
const readers = [...changers, 'editor'] as const
/** Salespeople and their leads see what a campaign is, not what it came to or costs. */
const everybody = [...readers, 'lead', 'sales'] as const

const rev = z.int().min(0)
/** As the table says it; of who sees no figures without goal and money. */
const plan = planShape.meta({ id: 'CampaignPlan' })

const goal = z.object({
  /** In the unit of the goal; null while it cannot be said. */
  actual: z.number().nullable(),
  actualText: z.string().nullable(),
  /** 5% → 6.2% is 124. */
  percent: z.number().nullable(),
  says: z.string(),
  baselineSays: z.string().nullable(),
})

const cost = z.object({
  lines: z.array(z.object({ kind: z.enum(costKinds), fen: z.number().nullable(), says: z.string() })),
  totalFen: z.number(),
  percent: z.number().nullable(),
  isOver: z.boolean(),
  says: z.string(),
  perBuyerSays: z.string(),
})

const forecast = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), says: z.string() }),
  z.object({
    kind: z.literal('forecast'),
    value: z.number(),
    valueText: z.string(),
    percent: z.number().nullable(),
    says: z.string(),
    method: z.string(),
    unknown: z.array(z.string()),
  }),
])

const head = z.object({
  id: z.string(),
  rev: z.number(),
  plan,
  standing: z.enum(standings),
  /** Null for who sees no figures. */
  goal: goal.nullable(),
  cost: cost.nullable(),
  /** When the figures were counted; null = not yet. */
  countedAt: time.nullable(),
  by: z.string(),
  at: time,
})

const figures = z.object({
  people: z.number(),
  held: z.number(),
  buyers: z.number(),
  orders: z.number(),
  fen: z.number(),
  friends: z.number().nullable(),
  leads: z.number().nullable(),
  smsSegments: z.number(),
  coupons: z.object({ redeemed: z.number(), fen: z.number(), unpriced: z.number() }),
  days: z.array(z.object({ day: z.string(), people: z.number(), orders: z.number(), fen: z.number() })),
  /** The plan was changed since, and is being counted anew. */
  isOfAnotherPlan: z.boolean(),
})

/** `gone`: nothing is known of it but its id. */
const flowKind = z.enum(['journey', 'broadcast', 'gone'])
const flow = z.object({ id: z.string(), name: z.string(), kind: flowKind })

const written = z.object({ id: z.string().max(64).optional(), rev, plan: planSchema })

const file: z.ZodType<Uint8Array, Uint8Array | Blob> = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array,
)

const person = z.object({
  /** Of the record. */
  id: z.string(),
  customerId: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  at: time,
  /** Name of the flow it was by. */
  flow: z.string().nullable(),
  order: z.object({ id: z.string(), netFen: z.number() }).nullable(),
  coupon: z.object({ code: z.string(), fen: z.number().nullable() }).nullable(),
})

export const campaigns = {
  list: endpoint({
    method: 'get',
    path: '/campaigns',
    summary: 'Campaigns (营销活动) with how far their goals are and what they cost, the latest begun first',
    roles: everybody,
    answer: z.object({ items: z.array(head) }),
  }),
  find: endpoint({
    method: 'get',
    path: '/campaigns/{id}',
    summary: 'One campaign: plan, goal in percent, forecast, its flows, cost against budget',
    roles: everybody,
    params: idParams,
    answer: head.extend({
      forecast: forecast.nullable(),
      figures: figures.nullable(),
      flows: z.array(
        flow.extend({
          state: z.enum([...headStates, 'draft']).nullable(),
          stateName: z.string().nullable(),
          figures: z.object({ people: z.number(), reached: z.number(), sent: z.number() }).nullable(),
        }),
      ),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/campaigns/{id}/people',
    summary: 'Who is behind a figure of a campaign: exactly those that were counted',
    roles: readers,
    params: idParams,
    query: z.object({
      ...pageQuery,
      which: z.enum([
        'entered',
        'held',
        'reached',
        'buyers',
        'orders',
        'sent',
        'coupons',
        'friends',
        'leads',
      ]),
      /** Of one flow. */
      flow: z.string().max(64).optional(),
      /** Of one day. */
      day: z.iso.date().optional(),
    }),
    answer: paged(person),
  }),
  create: endpoint({
    method: 'post',
    path: '/campaigns',
    summary: 'Plan a campaign',
    roles: changers,
    body: z.object({ plan: planSchema }),
    answer: z.object({ id: z.string(), rev: z.number() }),
  }),
  save: endpoint({
    method: 'put',
    path: '/campaigns/{id}',
    summary: 'Write the plan of a campaign, unless somebody else did since',
    roles: changers,
    params: idParams,
    body: z.object({ rev, plan: planSchema }),
    answer: z.object({ id: z.string(), rev: z.number() }),
  }),
  remove: endpoint({
    method: 'delete',
    path: '/campaigns/{id}',
    summary: 'Remove a campaign; its flows stay as they are',
    roles: changers,
    params: idParams,
    query: z.object({ rev: z.coerce.number<number | string>().int().min(1) }),
    answer: done,
  }),
  recount: endpoint({
    method: 'post',
    path: '/campaigns/{id}/recount',
    summary: 'Have a campaign counted now',
    roles: readers,
    params: idParams,
    answer: done,
  }),
  /** Their names, to group them by. */
  flows: endpoint({
    method: 'get',
    path: '/campaign-flows',
    summary: 'Flows and broadcasts a campaign may group',
    roles: readers,
    answer: z.object({ items: z.array(flow) }),
  }),
  ofFlow: endpoint({
    method: 'get',
    path: '/campaign-flows/{id}',
    summary: 'Campaigns a flow or broadcast belongs to',
    roles: everybody,
    params: idParams,
    answer: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
  }),
  writeFile: endpoint({
    method: 'get',
    path: '/campaign-files/{kind}',
    summary: 'The plan table (活动规划表) as a file, with what each campaign came to',
    roles: readers,
    params: z.object({ kind: z.enum(fileKinds) }),
    answer: z.object({ name: z.string(), base64: z.string() }),
  }),
  readFile: endpoint({
    method: 'post',
    path: '/campaign-files',
    summary: 'What a CSV or .xlsx file would do to the plan table, row by row; nothing is saved',
    roles: changers,
    body: file,
    bodyBytes: 5_000_000,
    fileTypes: [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-excel',
    ],
    answer: z.object({
      /** Empty where anything is wrong. */
      rows: z.array(
        z.object({
          row: z.number(),
          id: z.string().optional(),
          rev: z.number(),
          plan,
          does: z.enum(['new', 'change', 'same']),
          changes: z.array(z.string()),
        }),
      ),
      faults: z.array(z.object({ row: z.number(), column: z.string(), message: z.string() })),
      /** More faults than are told. */
      more: z.number(),
    }),
  }),
  saveAll: endpoint({
    method: 'post',
    path: '/campaigns/import',
    summary: 'Store the rows of a file that was read: all of them, or none',
    roles: changers,
    body: z.object({ rows: z.array(written).min(1).max(200) }),
    bodyBytes: 5_000_000,
    answer: z.object({ saved: z.number() }),
  }),
}
