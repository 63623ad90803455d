import { z } from 'zod'
import { inboxLooks } from '../../../domain/inbox/looks.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'

const operators = ['owner', 'operator'] as const
/** Ids hold whatever the sender tells deliveries apart by. */
const params = z.object({ id: z.string().min(1).max(1_000) })

const line = {
  id: z.string(),
  source: z.string(),
  sourceName: z.string(),
  kind: z.string(),
  kindName: z.string(),
  /** Whom or what it is about, masked; empty when it does not say. */
  about: z.array(z.string()),
  receivedAt: time,
  state: z.enum(['failed', 'waiting', 'working', 'done', 'ignored']),
  tries: z.number(),
  /** Why it is not dealt with. */
  why: z.string().nullable(),
  /** The next try of one that waits. */
  dueAt: time.nullable(),
}

export const callbacks = {
  list: endpoint({
    method: 'get',
    path: '/callbacks',
    summary: 'What came in from outside, what is not dealt with first',
    roles: operators,
    query: z.object({
      look: z.enum(inboxLooks).default('all'),
      source: z.string().max(40).optional(),
      after: z.string().max(60).optional(),
      limit: z.coerce.number<number | string>().int().min(1).max(100).default(30),
    }),
    answer: z.object({
      items: z.array(z.object(line).meta({ id: 'Callback' })),
      next: z.string().nullable(),
      counts: z.object({ failed: z.number(), waiting: z.number(), open: z.number() }),
    }),
  }),
  read: endpoint({
    method: 'get',
    path: '/callbacks/{id}',
    summary: 'One delivery, its content masked',
    roles: operators,
    params,
    answer: z.object({
      ...line,
      at: time,
      payload: z.string(),
      /** Of one that failed. */
      failed: z
        .object({
          /** How many failed for the same reason, this one included. */
          alike: z.number(),
          /** `mended` = others of its kind were dealt with since, `hopeless` = it is wrong in itself. */
          outlook: z.enum(['mended', 'hopeless', 'unknown']),
          mendedAt: time.nullable(),
        })
        .nullable(),
    }),
  }),
  reveal: endpoint({
    method: 'post',
    path: '/callbacks/{id}/reveal',
    summary: 'The content of one delivery as it came',
    roles: operators,
    params,
    body: z.object({ reason: z.string().trim().min(2, '写明原因').max(200) }),
    answer: z.object({ payload: z.string() }),
  }),
  replay: endpoint({
    method: 'post',
    path: '/callbacks/{id}/replay',
    summary: 'Have a failed delivery dealt with again',
    roles: operators,
    params,
    answer: done,
  }),
  replayAlike: endpoint({
    method: 'post',
    path: '/callbacks/{id}/replay-alike',
    summary: 'Have all that failed for the same reason dealt with again',
    roles: operators,
    params,
    answer: z.object({ replayed: z.number() }),
  }),
}
