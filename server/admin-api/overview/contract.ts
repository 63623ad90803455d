import { z } from 'zod'
import { figureNames } from '../../../domain/insights/overview/shown-figures.ts'
import { targetSpecs } from '../../../domain/language/targets.ts'
import { daysIn, periodNames } from '../../../domain/period.ts'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst', 'lead', 'operator'] as const
/** Who is behind a figure; of a lead those of their own stores. */
const lookers = ['owner', 'marketer', 'analyst', 'lead'] as const

const asked = {
  /** By name, or the very days: `2026-12-01..2026-12-07`. */
  period: z
    .union([
      z.enum(periodNames),
      z.string().refine((text) => daysIn(text) !== null, '写成 2026-12-01..2026-12-07'),
    ])
    .default('last30'),
  /** Code of a 门店. */
  store: z.string().min(1).max(64).optional(),
  /** 大区 of 门店, as it is written in them. */
  region: z.string().min(1).max(64).optional(),
}
const amount = z.object({ count: z.number(), sum: z.number() })
const targetNames = Object.keys(targetSpecs) as (keyof typeof targetSpecs)[]
const target = z.object({ value: z.number(), better: z.enum(['above', 'below']) })
const name = z.enum(figureNames as [(typeof figureNames)[number], ...(typeof figureNames)[number][]])

export const overview = {
  look: endpoint({
    method: 'get',
    path: '/overview',
    summary: 'The figures of 总览 in a period, beside as many days before it',
    roles: readers,
    query: z.object(asked),
    answer: z.object({
      from: z.string(),
      to: z.string(),
      figures: z.record(name, z.object({ now: amount, before: amount })),
      flows: z.array(
        z.object({
          flow: z.string(),
          name: z.string(),
          entered: z.number(),
          goals: z.number(),
          goalsFen: z.number(),
        }),
      ),
      /** How well salespeople answered in WeCom, weighed by chats; null where nothing was told. */
      replies: z
        .object({ percent: z.number().nullable(), minutes: z.number().nullable(), until: z.string() })
        .nullable(),
      openHours: z.number(),
      /** What figures are to come to: percent, minutes or fen. */
      targets: z.partialRecord(z.enum(targetNames), target),
      /** What each 门店 sold; code null = bought in none. */
      sales: z.array(
        z.object({ code: z.string().nullable(), name: z.string().nullable(), now: amount, before: amount }),
      ),
      /** What it can be narrowed to. */
      stores: z.array(z.object({ code: z.string(), name: z.string(), region: z.string().nullable() })),
      /** When it was read. */
      readAt: time,
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/overview/people',
    summary: 'What a figure of 总览 counts, one by one',
    roles: lookers,
    query: z.object({ ...asked, ...pageQuery, figure: name, flow: z.string().max(64).optional() }),
    answer: paged(
      z.object({
        id: z.string(),
        customerId: z.string(),
        nickname: z.string().nullable(),
        at: time,
        /** What it adds to the figure's sum. */
        amount: z.number(),
      }),
    ),
  }),
}
