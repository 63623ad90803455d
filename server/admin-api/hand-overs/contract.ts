import { z } from 'zod'
import { longestSentence } from '../../../domain/hand-over/limits.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const leaders = ['owner', 'marketer'] as const
const userid = z.string().regex(/^[A-Za-z0-9_\-@.]{1,64}$/, '不是企业微信的账号')
const kind = z.enum(['onjob', 'resigned'])

const counts = z.object({
  customers: z.number(),
  groups: z.number(),
  tasks: z.number(),
  codes: z.number(),
  batches: z.number(),
})

const handOver = z
  .object({
    id: z.string(),
    from: z.string(),
    fromName: z.string(),
    to: z.array(z.string()),
    kind,
    sentence: z.string().nullable(),
    by: z.string(),
    startedAt: time,
    endedAt: time.nullable(),
    total: counts,
    /** Of all things together. */
    done: z.number(),
    waiting: z.number(),
    refused: z.array(z.object({ what: z.string(), why: z.string(), count: z.number() })),
  })
  .meta({ id: 'HandOver' })

export const handOvers = {
  list: endpoint({
    method: 'get',
    path: '/hand-overs',
    summary: 'What members handed over to colleagues (继承), and whose customers wait for somebody',
    roles: leaders,
    answer: z.object({
      items: z.array(handOver),
      /** Members who left, with how many customers wait. */
      left: z.array(z.object({ userid: z.string(), name: z.string(), customers: z.number() })),
      staff: z.array(z.object({ userid: z.string(), name: z.string(), department: z.string() })),
    }),
  }),
  estate: endpoint({
    method: 'get',
    path: '/hand-overs/estate',
    summary: 'What a member has to hand over',
    roles: leaders,
    query: z.object({ from: userid, kind }),
    answer: counts,
  }),
  begin: endpoint({
    method: 'post',
    path: '/hand-overs',
    summary: 'Hand everything of a member over to colleagues; takes effect after 24 hours',
    roles: leaders,
    body: z.object({
      from: userid,
      to: z.array(userid).min(1, '选一位接替的成员').max(20),
      kind,
      sentence: z.string().trim().max(longestSentence).default(''),
    }),
    answer: z.object({ id: z.string() }),
  }),
}
