import { z } from 'zod'
import { periodNames } from '../../../domain/period.ts'
import { customerGroups } from '../../../models/attributions.ts'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst'] as const

const mostDays = 92
const dayMs = 86_400_000
const contactChannels = [
  'welcome',
  'wecom',
  'kf',
  'miniprogram',
  'popup',
  'sms',
  'email',
  'followUp',
  'words',
] as const
const model = z.enum(['first', 'last', 'linear'])

const span = {
  from: z.iso.date('写成 2026-12-01').optional(),
  to: z.iso.date('写成 2026-12-31').optional(),
}
const narrowed = {
  /** Code of a 门店 as the shop tells it; `-` = orders without one. */
  store: z.string().min(1).max(64).optional(),
  group: z.enum(customerGroups).optional(),
}

/** Both days or none, in their order, and not too many. */
function isSpan({ from, to }: { from?: string; to?: string }): boolean {
  if (from === undefined || to === undefined) return from === to
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  return days >= 1 && days <= mostDays
}
const wrongSpan = {
  path: ['to'],
  error: `开始日和结束日一起写，结束日不早于开始日，一次最多看 ${mostDays} 天`,
}

/** By name, or from one day of the company to another, both included. */
const asked = z
  .object({ period: z.enum(periodNames).default('last30'), ...span, ...narrowed })
  .refine(isSpan, wrongSpan)

const sum = z.object({ orders: z.number(), fen: z.number() })
const content = z.object({
  channel: z.enum(contactChannels),
  /** Id of the message; `followUp`, `words` where there is none. */
  content: z.string(),
  name: z.string(),
})
/** What one model gives; costs are null where they cannot be told. In fen. */
const given = sum.extend({ costFen: z.number().nullable() })

const contentRow = content
  .extend({
    byModel: z.object({ first: given, last: given, linear: given }),
    /** Orders it was on the way to. */
    onTheWay: z.number(),
    /** Messages sent, words sent, follow-ups finished in the period. */
    count: z.number().nullable(),
  })
  .meta({ id: 'AttributionRow' })

const answer = z.object({
  from: z.string(),
  to: z.string(),
  windowDays: z.number(),
  /** How it is worked out, and what it costs, in words. */
  rule: z.array(z.string()),
  costRule: z.array(z.string()),
  /** The last day whose messages and hours are counted as costs; null = none. */
  costsUntil: z.string().nullable(),
  /** Each model comes to exactly this. */
  touched: sum,
  untouched: sum,
  /** Of the touched ones, by more than one contact. */
  severalContacts: z.number(),
  disagreement: z
    .object({
      row: content,
      more: z.object({ model, fen: z.number() }),
      less: z.object({ model, fen: z.number() }),
      differFen: z.number(),
    })
    .nullable(),
  contents: z.array(contentRow),
  groups: z.array(sum.extend({ group: z.enum(customerGroups) })),
  /** `code` null = orders the shop told no store of. */
  stores: z.array(sum.extend({ code: z.string().nullable(), name: z.string() })),
  weekdays: z.array(sum.extend({ weekday: z.number() })),
  paths: z.array(sum.extend({ way: z.string(), steps: z.array(content) })),
  /** How many different ways there are; `paths` are the most frequent ones. */
  ways: z.number(),
  /** Every 门店, to narrow it to. */
  allStores: z.array(z.object({ code: z.string(), name: z.string() })),
})

const step = content.extend({
  /** The first and the last sign of it within the window. */
  firstAt: time,
  lastAt: time,
  firstFen: z.number(),
  lastFen: z.number(),
  linearFen: z.number(),
})

const order = z
  .object({
    id: z.string(),
    number: z.string(),
    paidAt: time,
    netFen: z.number(),
    group: z.enum(customerGroups),
    store: z.string().nullable(),
    /** Null for who may not see customers. */
    customer: z.object({ id: z.string(), name: z.string() }).nullable(),
    path: z.array(step),
  })
  .meta({ id: 'AttributedOrder' })

export const attribution = {
  look: endpoint({
    method: 'get',
    path: '/attribution',
    summary: 'To which contacts the money of orders is given, by three models, with costs',
    roles: readers,
    query: asked,
    answer,
  }),
  orders: endpoint({
    method: 'get',
    path: '/attribution/orders',
    summary: 'The orders behind a figure of it, the earliest first, each with its contacts',
    roles: readers,
    query: z
      .object({
        ...pageQuery,
        ...span,
        ...narrowed,
        /** Orders of which this model gives the content something. */
        model: model.optional(),
        channel: z.enum(contactChannels).optional(),
        content: z.string().max(200).optional(),
        weekday: z.coerce.number<number | string>().int().min(1).max(7).optional(),
        way: z.string().max(900).optional(),
        touched: z.enum(['yes', 'no']).optional(),
      })
      .refine(({ from, to }) => from !== undefined && to !== undefined && isSpan({ from, to }), wrongSpan)
      .refine((query) => (query.channel === undefined) === (query.content === undefined), {
        path: ['content'],
        error: '渠道和内容一起写',
      }),
    answer: paged(order),
  }),
  take: endpoint({
    method: 'post',
    path: '/attribution/export',
    summary: 'The same as attribution.look to take along; noted',
    roles: readers,
    body: asked,
    answer,
  }),
}
