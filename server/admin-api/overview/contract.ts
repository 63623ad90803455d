import { z } from 'zod'
import { roundNames } from '../../../domain/insights/overview/overnight.ts'
import { figureNames } from '../../../domain/insights/overview/shown-figures.ts'
import { targetSpecs } from '../../../domain/language/targets.ts'
import { daysIn, periodNames } from '../../../domain/period.ts'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst', 'lead', 'operator'] as const
/** Who is behind a figure; of a lead those of their own stores. */
const lookers = ['owner', 'marketer', 'analyst', 'lead'] as const
const readersOfTests = ['owner', 'marketer', 'editor', 'analyst'] as const
const lookersAtStaff = ['owner', 'marketer', 'analyst'] as const
const lookersAtRounds = ['owner', 'marketer', 'analyst', 'operator'] as const

const outcomes = z.object({ people: z.number(), reached: z.number() })
const answered = {
  chats: z.number(),
  /** Null while nobody talked. */
  percent: z.number().nullable(),
  minutes: z.number().nullable(),
}
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
  /** Of those who were in this live 人群包 when their run or message began. */
  segment: z.string().min(1).max(64).optional(),
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
    scope: 'figures:read',
    query: z.object(asked),
    answer: z.object({
      from: z.string(),
      to: z.string(),
      /** Null of one that cannot be told of a 人群包. */
      figures: z.record(name, z.object({ now: amount, before: amount }).nullable()),
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
      /** Three of the results that were asked for; the fourth is `lift`. */
      results: z.object({
        work: z
          .object({
            ...{ steps: z.number(), savedMinutes: z.number(), leftMinutes: z.number() },
            percent: z.number().nullable(),
          })
          .nullable(),
        speed: z.object({
          actions: z.number(),
          /** At most so long; null of nothing, or more than three days. */
          ...{ medianMs: z.number().nullable(), p95Ms: z.number().nullable(), manualMs: z.number() },
          percent: z.number().nullable(),
        }),
        guarded: z.object({
          ...{ tooOften: z.number(), unwanted: z.number(), wrongFlow: z.number(), putOff: z.number() },
          slips: z.number(),
          percent: z.number().nullable(),
        }),
      }),
      /** Whether the settings say who is a lead. */
      hasLeads: z.boolean(),
      /** What figures are to come to: percent, minutes or fen. */
      targets: z.partialRecord(z.enum(targetNames), target),
      /** What each 门店 sold; code null = bought in none. Null of a 人群包: no order says in which its customer was. */
      sales: z
        .array(
          z.object({ code: z.string().nullable(), name: z.string().nullable(), now: amount, before: amount }),
        )
        .nullable(),
      /** What it can be narrowed to. */
      stores: z.array(z.object({ code: z.string(), name: z.string(), region: z.string().nullable() })),
      segments: z.array(z.object({ id: z.string(), name: z.string() })),
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
  lift: endpoint({
    method: 'get',
    path: '/overview/lift',
    summary:
      'How many more of those who got something reached the goal than of those held out, all flows together and each',
    roles: readersOfTests,
    answer: z.object({
      /** none = nobody is held out, waiting = nobody counts yet, open = it may be chance. */
      state: z.enum(['none', 'waiting', 'open', 'told']),
      flows: z.number(),
      held: outcomes,
      treated: outcomes,
      percent: z.number().nullable(),
      interval: z.object({ from: z.number(), to: z.number() }).nullable(),
      /** Each flow that holds people out, by the verdict its page shows. */
      byFlow: z.array(
        z.object({
          flow: z.string(),
          state: z.enum(['more', 'less', 'same', 'doubtful', 'open']),
          says: z.string(),
        }),
      ),
    }),
  }),
  replies: endpoint({
    method: 'get',
    path: '/overview/replies',
    summary: 'How each salesperson answered in WeCom, by day, as far as WeCom told',
    roles: lookersAtStaff,
    query: z.object({ period: asked.period }),
    answer: z.object({
      items: z.array(
        z.object({
          staff: z.string(),
          name: z.string(),
          ...answered,
          days: z.array(z.object({ day: z.string(), ...answered })),
        }),
      ),
    }),
  }),
  overnight: endpoint({
    method: 'get',
    path: '/overview/overnight',
    summary: 'What ran by itself since yesterday evening, and what it found',
    roles: lookersAtRounds,
    answer: z.object({
      items: z.array(z.object({ name: z.enum(roundNames), at: time, isGood: z.boolean(), says: z.string() })),
    }),
  }),
}
