import { z } from 'zod'
import { erasureStates } from '../../../models/erasures.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const readers = ['owner', 'operator'] as const

const holding = z
  .object({
    collection: z.string(),
    what: z.string(),
    purpose: z.string(),
    /** Days; null = as long as the customer is known (`keptForever` false) or for ever. */
    keptDays: z.number().int().nullable(),
    keptForever: z.boolean(),
    /** Of those that go by themselves: the oldest there is. */
    oldestAt: time.nullable(),
    sealed: z.boolean(),
    atErasure: z.enum(['removed', 'cleaned', 'stays']),
    why: z.string().nullable(),
  })
  .meta({ id: 'PersonalDataHolding' })

/** Behind so many of the latest. */
const latestFirst = z.object({
  after: z.coerce.number<number | string>().int().min(0).default(0),
  limit: z.coerce.number<number | string>().int().min(1).max(100).default(20),
})

export const privacy = {
  holdings: endpoint({
    method: 'get',
    path: '/privacy/holdings',
    summary:
      'Record of processing: what is kept of customers, what for, for how long, and what erasure does to it',
    roles: readers,
    answer: z.object({ items: z.array(holding) }),
  }),
  retention: endpoint({
    method: 'get',
    path: '/privacy/retention',
    summary: 'What was deleted because its time was over, day by day, the latest first',
    roles: readers,
    query: latestFirst,
    answer: z.object({
      items: z.array(
        z.object({
          day: z.string(),
          at: time,
          endedAt: time.nullable(),
          removed: z.array(z.object({ collection: z.string(), what: z.string(), count: z.number().int() })),
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
  erasures: endpoint({
    method: 'get',
    path: '/privacy/erasures',
    summary: 'Who was erased, the latest first: by their number, which says nothing by itself',
    roles: readers,
    query: latestFirst,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          at: time,
          by: z.string(),
          reason: z.string(),
          state: z.enum(erasureStates),
          endedAt: time.nullable(),
          removed: z.number().int(),
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
}
