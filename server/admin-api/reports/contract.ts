import { z } from 'zod'
import { deliveryStates } from '../../../models/reports.ts'
import { endpoint } from '../core/endpoint.ts'
import { idParams, time } from '../core/parts.ts'

/** Who reads what was reported; a 店长 their own alone. */
const readers = ['owner', 'marketer', 'analyst', 'lead'] as const

const kind = z.enum(['daily', 'weekly'])
const lines = z.array(z.object({ words: z.string(), url: z.string().nullable() }))
const report = z.object({
  id: z.string(),
  kind,
  /** The day it was sent on, and the days it tells of. */
  day: z.string(),
  from: z.string(),
  to: z.string(),
  state: z.enum(['making', 'through', 'skipped']),
  madeAt: time,
  /** How many got it and how many did not; null while it is being sent, and for a 店长. */
  told: z.object({ sent: z.number(), not: z.number() }).nullable(),
})
const deliveryState = z.enum(deliveryStates)

export const reports = {
  list: endpoint({
    method: 'get',
    path: '/reports',
    summary: 'Reports that were sent, the newest first, and when the next one is',
    roles: readers,
    answer: z.object({
      items: z.array(report),
      /** Null = none is sent. */
      next: time.nullable(),
      /** How many would get it now, and who leads a 门店 nobody could be told of. */
      receivers: z.number(),
      withoutLead: z.array(z.string()),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/reports/{id}',
    summary: 'One report: who got it, in which words, and who did not and why',
    roles: readers,
    params: idParams,
    answer: report.extend({
      withoutLead: z.array(z.string()),
      deliveries: z.array(
        z.object({
          id: z.string(),
          what: z.enum(['words', 'file']),
          name: z.string(),
          role: z.string(),
          state: deliveryState,
          /** One sentence, zh-CN. */
          says: z.string(),
          at: time,
          lines,
        }),
      ),
    }),
  }),
  sendNow: endpoint({
    method: 'post',
    path: '/reports/now',
    summary: 'Sends the one who asks theirs at once',
    roles: readers,
    body: z.object({ kind }),
    answer: z.object({ state: deliveryState, says: z.string(), lines }),
  }),
  unconfirmed: endpoint({
    method: 'get',
    path: '/group-sends/unconfirmed',
    summary:
      'Group-sends that wait for salespeople, by who has not confirmed; of a 店长 those of their own people',
    roles: readers,
    query: z.object({ store: z.string().min(1).max(64).optional() }),
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          staff: z.string(),
          name: z.string(),
          store: z.string().nullable(),
          /** The flow or 群发 it belongs to, or its message. */
          of: z.string(),
          people: z.number(),
          until: time,
        }),
      ),
      stores: z.array(z.object({ code: z.string(), name: z.string() })),
    }),
  }),
}
