import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done } from '../core/parts.ts'

const holders = ['owner', 'marketer'] as const
const reason = z.string().trim().min(2, '写明原因').max(200)

export const marketing = {
  reach: endpoint({
    method: 'get',
    path: '/marketing/reach',
    summary: 'What a hold of all marketing would stop now',
    roles: holders,
    answer: z.object({
      journeys: z.number(),
      broadcasts: z.number(),
      /** People inside. */
      people: z.number(),
      /** Messages put off to a later time. */
      deferred: z.number(),
    }),
  }),
  hold: endpoint({
    method: 'post',
    path: '/marketing/hold',
    summary: 'Hold all marketing, whatever sends it',
    roles: holders,
    body: z.object({ reason }),
    answer: done,
  }),
  release: endpoint({
    method: 'post',
    path: '/marketing/release',
    summary: 'Let marketing go on',
    roles: holders,
    body: z.object({ reason }),
    answer: done,
  }),
}
