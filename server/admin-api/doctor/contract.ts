import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'

const finding = z
  .object({
    id: z.string(),
    title: z.string(),
    kind: z.enum(['ok', 'bad', 'skipped']),
    says: z.string(),
    /** What to do, step by step; empty where nothing is wrong. */
    steps: z.array(z.string()),
    since: time,
    at: time,
    ms: z.number(),
  })
  .meta({ id: 'DoctorFinding' })

const group = z.object({ id: z.string(), name: z.string(), findings: z.array(finding) })

const lookers = ['owner', 'marketer', 'operator'] as const
const checkers = ['owner', 'operator'] as const

export const doctor = {
  findings: endpoint({
    method: 'get',
    path: '/doctor',
    summary: 'What the last look at settings, store and platforms found',
    roles: lookers,
    answer: z.object({
      /** Null before the first look. */
      at: time.nullable(),
      /** How long the looks took, ms. */
      ms: z.number(),
      bad: z.array(finding),
      ok: z.number(),
      skipped: z.number(),
      groups: z.array(group),
    }),
  }),
  checkAll: endpoint({
    method: 'post',
    path: '/doctor/check',
    summary: 'Look at everything now',
    roles: checkers,
    answer: done,
  }),
  checkOne: endpoint({
    method: 'post',
    path: '/doctor/{id}/check',
    summary: 'Look at one thing now',
    roles: checkers,
    params: z.object({ id: z.string().min(1).max(100) }),
    answer: done,
  }),
}
