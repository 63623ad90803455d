import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { paged, time } from '../core/parts.ts'
import { place as settingPlace } from '../customers/parts.ts'
import { id, journeyNamed } from '../definitions/parts.ts'

/** Who may see people on a journey; of a lead those of their own departments. */
const lookers = ['owner', 'marketer', 'analyst', 'lead'] as const
/** Totals are of everybody. */
const seesAll = ['owner', 'marketer', 'analyst'] as const
const takers = ['owner', 'marketer'] as const
const reasons = z.array(z.object({ reason: z.string(), says: z.string(), people: z.number() }))
const reason = z.string().max(200).optional()
/** `next` of the page before: a moment and the id of a run or message. */
const after = z.string().max(500).optional()
const limit = z.coerce.number<number | string>().int().min(1).max(50).default(20)
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

const who = z.object({ customerId: z.string(), name: z.string(), phone: z.string().nullable() })

const person = who.extend({
  runId: z.string(),
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
      /** What it is for, as what happens then, and how many of those who entered did it. */
      goal: z.object({ says: z.string(), people: z.number() }).nullable(),
      steps: z.array(place),
      /** At steps the version in use does not have. */
      elsewhere: z.array(z.object({ number: z.number(), stepId: z.string(), people: z.number() })),
      countedAt: time,
    }),
  }),
  real: endpoint({
    method: 'get',
    path: '/journeys/{id}/real-figures',
    summary: 'What really happened on the version in use, to stand beside a forecast of as many days',
    roles: seesAll,
    params: journeyNamed,
    query: z.object({ days: z.coerce.number<number | string>().int().min(1).max(400).default(90) }),
    answer: z.object({
      number: z.number(),
      /** Since it is in use, where that is shorter than was asked for. */
      from: time,
      to: time,
      entered: z.number(),
      completed: z.number(),
      reached: z.number(),
      steps: z.array(
        z.object({
          id: z.string(),
          came: z.number(),
          there: z.number(),
          left: z.number(),
          sent: z.number(),
          notSent: z.number(),
        }),
      ),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/journeys/{id}/places/{stepId}',
    summary: 'Who stands at a step, since when, until when, and why; the next moment first',
    roles: lookers,
    params: stepNamed,
    query: z.object({ reason, after, limit }),
    answer: paged(person).extend({
      /** How many were looked at for this page: of a rare reason it may be short though more may follow. */
      looked: z.number(),
    }),
  }),
  reasons: endpoint({
    method: 'get',
    path: '/journeys/{id}/places/{stepId}/reasons',
    summary: 'How many stand at a step, how many of them are late, and for what reasons',
    roles: lookers,
    params: stepNamed,
    answer: z.object({
      total: z.number(),
      late: z.number(),
      /** How many of them are counted by reason: those whose next moment comes first. */
      counted: z.number(),
      reasons,
    }),
  }),
  exportPeople: endpoint({
    method: 'post',
    path: '/journeys/{id}/places/{stepId}/export',
    summary: 'Who stands at a step, to take along, masked; noted when it is begun',
    roles: takers,
    params: stepNamed,
    body: z.object({ reason, after }),
    answer: paged(person),
  }),
  passed: endpoint({
    method: 'get',
    path: '/journeys/{id}/places/{stepId}/passed',
    summary: 'Who is behind a total of a step: came, left, was sent to or not; or reached the goal',
    roles: seesAll,
    params: stepNamed,
    query: z.object({
      which: z.enum(['entered', 'came', 'left', 'sent', 'notSent', 'reached']),
      reason,
      after,
      limit,
    }),
    answer: paged(who.extend({ id: z.string(), at: time, says: z.string() })),
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
          place: settingPlace,
          /** Of the settings it was decided by. */
          version: z.object({ number: z.number(), by: z.string(), at: time }).nullable(),
        })
        .nullable(),
    }),
  }),
}
