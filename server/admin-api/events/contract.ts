import { z } from 'zod'
import { eventSchema } from '../../../http/event-batch.ts'
import { endpoint } from '../core/endpoint.ts'
import { whoseSchema } from '../people/whose.ts'

export const events = {
  tell: endpoint({
    method: 'post',
    path: '/events',
    summary: 'Tell what customers did: durable before the answer, one id counts once, no contact data',
    roles: [],
    scope: 'events:write',
    bodyBytes: 256 * 1024,
    body: z.object({
      events: z
        .array(eventSchema.safeExtend({ customer: whoseSchema }))
        .min(1)
        .max(100),
    }),
    answer: z.object({ accepted: z.number() }),
  }),
}
