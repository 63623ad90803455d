import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const running = z.object({
  id: z.string(),
  kind: z.enum(['journey', 'broadcast']),
  name: z.string(),
  state: z.enum(['live', 'paused', 'resuming', 'stopped']),
  /** Percent who get the pilot; null without one. */
  share: z.number().nullable(),
  inside: z.number(),
  entered: z.number(),
  sent: z.number(),
  notSent: z.number(),
})

export const home = {
  today: endpoint({
    method: 'get',
    path: '/home',
    summary: 'What somebody of this role has to look at today; what is not theirs is null',
    roles,
    answer: z.object({
      now: time,
      alerts: z.array(
        z.object({
          kind: z.enum(['stuck', 'doctor', 'callbacks']),
          title: z.string(),
          says: z.string(),
          since: time.nullable(),
        }),
      ),
      waiting: z
        .array(
          z.object({
            kind: z.enum(['sentBack', 'review', 'draft']),
            /** Id of the review that waits; of what is one's own, the key of the definition. */
            id: z.string(),
            title: z.string(),
            says: z.string(),
            at: time,
          }),
        )
        .nullable(),
      running: z.array(running).nullable(),
      next: z.array(z.object({ at: time, says: z.string() })),
      sent: z.array(z.object({ channel: z.string(), count: z.number() })).nullable(),
      notSent: z.array(z.object({ reason: z.string(), says: z.string(), count: z.number() })).nullable(),
    }),
  }),
}
