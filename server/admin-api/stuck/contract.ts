import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'

const lookers = ['owner', 'marketer', 'operator'] as const

const person = z
  .object({
    kind: z.string(),
    /** Of the run, the message or the follow-up. */
    id: z.string(),
    customerId: z.string(),
    /** Null for those who may not see customers. */
    name: z.string().nullable(),
    phone: z.string().nullable(),
    journey: z.object({ id: z.string(), name: z.string() }).nullable(),
    step: z.string().nullable(),
    says: z.string(),
    since: time.nullable(),
    dueAt: time.nullable(),
    /** `self` = mended by itself within minutes, `hand` = `stuck.mend` can. */
    mends: z.enum(['self', 'hand']).nullable(),
  })
  .meta({ id: 'StuckPerson' })

export const stuck = {
  list: endpoint({
    method: 'get',
    path: '/stuck',
    summary: 'Who and what stands still, and why',
    roles: lookers,
    answer: z.object({
      /** People, those held at a step included. */
      count: z.number(),
      people: z.array(person),
      held: z.array(
        z.object({
          journey: z.string(),
          versionId: z.string(),
          step: z.string(),
          why: z.string(),
          people: z.number(),
        }),
      ),
      things: z.array(
        z.object({ kind: z.string(), says: z.string(), ids: z.array(z.string()), mends: z.boolean() }),
      ),
    }),
  }),
  mend: endpoint({
    method: 'post',
    path: '/stuck/mend',
    summary: 'Have one that stands still go on',
    roles: ['owner', 'operator'],
    body: z.object({ kind: z.string().min(1).max(60), id: z.string().min(1).max(600) }),
    answer: done,
  }),
}
