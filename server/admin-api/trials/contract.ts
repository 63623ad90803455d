import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { journeyNamed, steerers } from '../definitions/parts.ts'

const of = z.union([z.literal('draft'), z.int().min(1)])
const lookers = ['owner', 'marketer', 'editor', 'analyst'] as const

const finding = z.object({
  level: z.enum(['fault', 'warning']),
  /** zh-CN or a place in the written form. */
  place: z.string(),
  /** The step to look at; null where it is none. */
  stepId: z.string().nullable(),
  reason: z.string(),
  todo: z.string(),
})
const kept = { passed: z.boolean(), findings: z.array(finding), by: z.string(), at: time }

export const trials = {
  run: endpoint({
    method: 'post',
    path: '/journeys/{id}/trials',
    summary:
      'Send test customers along every way of a version; the result stands in the configuration record',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ of }),
    answer: z.object({
      ...kept,
      tried: z.object({
        mustStart: z.number(),
        mustNotStart: z.number(),
        ways: z.number(),
        waysWalked: z.number(),
        contents: z.number(),
      }),
      /** What a message costs per person at most. */
      sms: z.array(
        z.object({ message: z.string(), name: z.string(), segments: z.number(), fen: z.number() }),
      ),
    }),
  }),
  latest: endpoint({
    method: 'get',
    path: '/journeys/{id}/trials/latest',
    summary: 'How the very text of a draft or version stood its last test',
    roles: lookers,
    params: journeyNamed,
    query: z.object({ of: z.union([z.literal('draft'), z.coerce.number<number | string>().int().min(1)]) }),
    answer: z.object({ test: z.object(kept).nullable() }),
  }),
}
