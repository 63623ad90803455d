import { z } from 'zod'
import { marketingRoles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { id, session, steerers, summary } from '../definitions/parts.ts'

const journey = summary
  .extend({
    trigger: z.string(),
    actions: z.array(z.string()),
    branches: z.array(z.string()),
    goal: z.string().nullable(),
    /** What the goal counts, in a word or two: 购买. */
    goalEvent: z.string().nullable(),
    configuredAt: time,
    configuredBy: z.string(),
    /** Of the very text in use; `passed` and `at` are null where it was never tested. */
    test: z.object({
      passed: z.boolean().nullable(),
      words: z.string(),
      faults: z.number(),
      at: time.nullable(),
    }),
    /** Null = it was never published. */
    figures: z.object({ inside: z.number(), entered: z.number(), reached: z.number().nullable() }).nullable(),
    /** Faults of the draft. */
    draftFaults: z.number(),
  })
  .meta({ id: 'JourneyRow' })

export const journeys = {
  list: endpoint({
    method: 'get',
    path: '/journeys',
    summary:
      'The configuration table: what runs, whose, and how many; entered and reached are of the last 30 days',
    roles: marketingRoles,
    answer: z.object({ items: z.array(journey), days: z.number() }),
  }),
  trends: endpoint({
    method: 'get',
    path: '/journeys/trends',
    summary: 'How many entered each published journey on each of the last 30 days, the oldest first',
    roles: marketingRoles,
    answer: z.object({ items: z.array(z.object({ id: z.string(), entered: z.array(z.number()) })) }),
  }),
  templates: endpoint({
    method: 'get',
    path: '/journeys/templates',
    summary: 'Journeys to begin a new one from',
    roles: marketingRoles,
    answer: z.object({
      items: z.array(
        z.object({ id: z.string(), name: z.string(), note: z.string().nullable(), trigger: z.string() }),
      ),
    }),
  }),
  create: endpoint({
    method: 'post',
    path: '/journeys',
    summary: 'Begin the draft of a new journey: empty, from a template, or as a copy of another',
    roles: steerers,
    body: z.object({
      name: z.string().trim().min(1).max(60),
      session,
      from: z.union([z.object({ template: id }), z.object({ journey: id }), z.literal('empty')]),
    }),
    answer: z.object({ id: z.string() }),
  }),
}
