import { z } from 'zod'
import { stages } from '../../../domain/freshness.ts'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

export const health = {
  look: endpoint({
    method: 'get',
    path: '/health',
    summary: 'How fast Kelu is, who stands still, and whether marketing is held',
    roles,
    answer: z.object({
      /** From happening to sent, ms: the sum of what 95% stay below at each hop; null when there was nothing lately. */
      p95Ms: z.number().nullable(),
      /** Of the last ten minutes, the slowest process of each hop. */
      hops: z.array(z.object({ stage: z.enum(stages), name: z.string(), p95Ms: z.number() })),
      processes: z.object({ living: z.number(), silent: z.number() }),
      /** People who do not go on. */
      stuck: z.number(),
      marketing: z.object({
        heldSince: time.nullable(),
        byName: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    }),
  }),
}
