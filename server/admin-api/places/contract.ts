import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { id, journeyNamed } from '../definitions/parts.ts'

/** Who may see people on a journey; of a lead those of their own departments. */
const lookers = ['owner', 'marketer', 'analyst', 'lead'] as const
const reasons = z.array(z.object({ reason: z.string(), says: z.string(), people: z.number() }))
const stepNamed = z.object({ id, stepId: id })

const place = z.object({
  id: z.string(),
  /** Now, whatever their version. */
  there: z.number(),
  /** Since `days`; null for who sees only their own customers. */
  totals: z
    .object({
      came: z.number(),
      left: reasons,
      sent: z.number(),
      notSent: z.number(),
    })
    .nullable(),
})

const person = z.object({
  runId: z.string(),
  customerId: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  since: time,
  /** Null while they are held. */
  next: time.nullable(),
  isLate: z.boolean(),
  reason: z.string(),
  says: z.string(),
  version: z.number(),
})

export const places = {
  figures: endpoint({
    method: 'get',
    path: '/journeys/{id}/places',
    summary: 'Who is at which step now, and what became of those before; test accounts count nowhere',
    roles: lookers,
    params: journeyNamed,
    answer: z.object({
      days: z.number(),
      inside: z.number(),
      entered: z.number().nullable(),
      completed: z.number().nullable(),
      steps: z.array(place),
      /** At steps the version in use does not have. */
      elsewhere: z.array(z.object({ number: z.number(), stepId: z.string(), people: z.number() })),
      countedAt: time,
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/journeys/{id}/places/{stepId}',
    summary: 'Who stands at a step, since when, until when, and why; the next moment first',
    roles: lookers,
    params: stepNamed,
    query: z.object({
      reason: z.string().max(200).optional(),
      offset: z.coerce.number<number | string>().int().min(0).max(1_000).default(0),
      limit: z.coerce.number<number | string>().int().min(1).max(50).default(20),
    }),
    answer: z.object({
      total: z.number(),
      /** How many of them are listed and counted by reason: those whose next moment comes first. */
      listed: z.number(),
      late: z.number(),
      reasons,
      /** Of the reason that was asked for. */
      matching: z.number(),
      items: z.array(person),
    }),
  }),
  why: endpoint({
    method: 'get',
    path: '/journeys/{id}/places/{stepId}/why',
    summary: 'Why somebody stands at a step: one sentence, what comes next, and the setting behind it',
    roles: lookers,
    params: stepNamed,
    query: z.object({ runId: z.string().min(1).max(400) }),
    answer: z.object({
      says: z.string(),
      /** What comes next, and when at the latest. */
      next: z.object({ says: z.string(), at: time.nullable() }).nullable(),
      setting: z
        .object({
          label: z.string(),
          /** Of the settings it was decided by. */
          version: z.object({ number: z.number(), by: z.string(), at: time }).nullable(),
        })
        .nullable(),
    }),
  }),
}
